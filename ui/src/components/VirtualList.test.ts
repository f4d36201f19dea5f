import { createRawSnippet, flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import VirtualList from './VirtualList.svelte'

const VIEWPORT = 600

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(VIEWPORT)
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return Number.parseInt((this.firstElementChild as HTMLElement | null)?.style.height ?? '0')
  })
})

const row = createRawSnippet<[number, number]>((item) => ({ render: () => `<p>${item()}</p>` }))
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

function draw(count: number, anchor: 'top' | 'bottom') {
  const target = document.createElement('div')
  document.body.append(target)
  const list = mount(VirtualList<number>, {
    target,
    props: { items: numbers(count), key: (item: number) => item, estimate: 70, row, anchor },
  })
  mounted = () => unmount(list)
  flushSync()
  const box = target.querySelector('.vlist') as HTMLElement
  const shown = () => [...target.querySelectorAll('p')].map((p) => Number(p.textContent))
  return { box, shown, list }
}
let mounted: (() => unknown) | undefined

afterEach(() => {
  mounted?.()
  document.body.replaceChildren()
})

it('draws a window of 10,000 rows, and another one after scrolling', () => {
  const { box, shown } = draw(10_000, 'top')
  expect(shown().length).toBeLessThan(20)
  expect(shown()[0]).toBe(0)
  box.scrollTop = 350_000
  box.dispatchEvent(new Event('scroll'))
  flushSync()
  expect(shown()).toContain(5000)
  expect(shown().length).toBeLessThan(30)
})

it('starts at the end of 100,000 messages', () => {
  const { shown } = draw(100_000, 'bottom')
  flushSync()
  expect(shown().at(-1)).toBe(99_999)
  expect(shown().length).toBeLessThan(30)
})

it('brings a row into sight', async () => {
  const { shown, list } = draw(10_000, 'top')
  await list.reveal(7000)
  flushSync()
  expect(shown()).toContain(7000)
})
