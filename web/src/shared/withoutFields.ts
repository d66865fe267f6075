import { ApiProblem } from '@/api/problem'

/** The problem without what is said beside its fields already. */
export function withoutFields(problem: ApiProblem | null, placed: string[]): ApiProblem | null {
  if (problem === null || !problem.fields.some((one) => placed.includes(one.field))) return problem
  return new ApiProblem(problem.status, problem.code, problem.detail, problem.requestId, problem.fields.filter((one) => !placed.includes(one.field)), problem.body)
}
