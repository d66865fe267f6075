import { useContractsWith } from '@/shared/useContractsWith'

/** The contracts whose certificates one may see. */
export function useContracts() {
  return useContractsWith('certificates.read')
}
