/**
 * Makes calls of `call` wait for each other: the next one starts when the one before has
 * settled, however it ended. So what was asked first also arrives first.
 */
export function inOrder<Asked extends unknown[], Answer>(
  call: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  let before: Promise<unknown> = Promise.resolve()
  return (...asked) => {
    const answer = before.then(() => call(...asked))
    before = answer.catch(() => undefined)
    return answer
  }
}
