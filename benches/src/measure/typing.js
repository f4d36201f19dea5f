// Notes for each key that is typed into a field how long it takes, in milliseconds, from the key's
// event to the first task after the frame that shows the text.
const field = document.querySelector(arguments[0])
const echoes = (window.echoes = [])
let typed
field.addEventListener('keydown', () => (typed = performance.now()), true)
field.addEventListener('input', () => {
  const from = typed
  requestAnimationFrame(() => {
    const after = new MessageChannel()
    after.port1.onmessage = () => echoes.push(performance.now() - from)
    after.port2.postMessage(0)
  })
})
field.focus()
