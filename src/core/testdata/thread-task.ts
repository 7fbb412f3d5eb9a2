import { parentPort, workerData } from 'node:worker_threads'

const { task } = workerData as { task: 'answer' | 'spin' | 'throw' | 'exit' | 'grow' | 'talk' }
switch (task) {
  case 'answer':
    parentPort?.postMessage({ answered: workerData })
    break
  case 'spin':
    // A pattern that no engine without a time limit ends: 2^40 steps.
    parentPort?.postMessage(/^(a+)+$/.test(`${'a'.repeat(40)}b`))
    break
  case 'talk':
    parentPort?.postMessage('began')
    parentPort?.once('message', (heard) => {
      parentPort?.postMessage(heard)
      parentPort?.close()
    })
    break
  case 'throw':
    throw new Error('thrown on purpose')
  case 'exit':
    process.exit(3)
    break
  case 'grow': {
    const kept: number[][] = []
    for (;;) kept.push(new Array(1_000_000).fill(1))
  }
}
