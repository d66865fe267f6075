import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'

import { asProblem } from '@/api/problem'

/** Says that something went well. */
export function tell(done: string): void {
  ElMessage.success(done)
}

/** Does `step` and says how it went: `done` when it did, the server's sentence when it did not. */
export async function attempt(step: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await step()
    if (done) ElMessage.success(done)
    return true
  } catch (thrown) {
    ElMessage.error({ message: asProblem(thrown).detail, duration: 8_000, showClose: true })
    return false
  }
}
