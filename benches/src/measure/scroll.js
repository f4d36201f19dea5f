// Moves a list for a number of frames and answers, in milliseconds, for each frame: the time since
// the one before, and the time that the page's thread was busy with it. The busy time runs from
// the first thing in a frame (the scroll event, which the list answers) to the first task after
// its layout and painting.
const [selector, frames, step, done] = arguments
const box = document.querySelector(selector)
const between = []
const busy = []
const pending = []
let began, last
let direction = box.scrollTop > 0 ? -1 : 1
const after = new MessageChannel()
const mark = () => (began ??= performance.now())

after.port1.onmessage = () => {
  busy.push(performance.now() - pending.shift())
  if (busy.length < frames) return
  window.removeEventListener('scroll', mark, true)
  done({ between, busy, height: box.scrollHeight })
}

function frame(now) {
  mark()
  pending.push(began)
  began = undefined
  if (last !== undefined) between.push(now - last)
  last = now
  const room = box.scrollHeight - box.clientHeight
  if (step === 'jump') box.scrollTop = Math.random() * room
  else {
    if (box.scrollTop <= 0) direction = 1
    if (box.scrollTop >= room - 1) direction = -1
    box.scrollTop += direction * step
  }
  after.port2.postMessage(0)
  if (busy.length + pending.length < frames) requestAnimationFrame(frame)
}

window.addEventListener('scroll', mark, true)
requestAnimationFrame(frame)
