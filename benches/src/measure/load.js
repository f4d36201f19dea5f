// Scrolls to the top of a chat again and again, until nothing more is loaded. Answers the height of
// the list, in pixels, how long it took, in milliseconds, and whether it came to an end in time.
const [selector, limit, done] = arguments
const box = document.querySelector(selector)
const start = performance.now()
let height = 0
let calm = 0

function look() {
  const passed = performance.now() - start
  const loading = document.querySelector('.earlier') !== null
  calm = box.scrollHeight === height && !loading ? calm + 1 : 0
  height = box.scrollHeight
  if (calm > 60 || passed > limit) return done({ height, passed, whole: calm > 60 })
  box.scrollTop = box.scrollTop > 0 ? 0 : 1
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
