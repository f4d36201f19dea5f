import { expect, it } from 'vitest'
import { previewNodes } from './previewNodes'

const built = (html: string) => {
  const box = document.createElement('div')
  box.append(previewNodes(html))
  return box.firstElementChild as HTMLElement
}

it('keeps texts, layout and looks', () => {
  const box = built('<table><tbody><tr><td align="center" bgcolor="#2f5bd0" width="50%" style="padding: 8px; font-weight:600">Start <b>session</b></td></tr></tbody></table><p style="color:#333333">Hello</p>')
  const cell = box.querySelector('td')
  expect(box.textContent).toBe('Start sessionHello')
  const laidOut = ['align', 'bgcolor', 'width'].map((name) => cell?.getAttribute(name))
  expect([...laidOut, cell?.style.padding, cell?.style.fontWeight]).toEqual(['center', '#2f5bd0', '50%', '8px', '600'])
  expect(box.querySelector('p')?.style.color).toBe('#333333')
})

it('has the body’s own look, and its margin unless it says otherwise', () => {
  expect(built('<p>Hello</p>').style.margin).toBe('8px')
  const said = built('<html><body style="margin:0;background-color:#f2f3f5"><p>Hello</p></body></html>')
  expect([said.style.margin, said.style.backgroundColor]).toEqual(['0px', '#f2f3f5'])
})

it('leaves out whatever runs, loads or hides', () => {
  const box = built(`
    <script>window.slipped = 1</script><style>p{}</style><object data="https://example.com">object</object><svg onload="x()"><text>drawn</text></svg>
    <form><input value="x"></form><img src="https://example.com/x.png" onerror="window.slipped = 1">
    <p onclick="x()" id="a" class="b" align="x;y" width="url(x)" style="position:fixed; background-image:url(https://example.com); color:red; width:expression(1); background-color: u\\72l(x)">text</p>`)
  expect([...box.querySelectorAll('*')].map((one) => one.localName)).toEqual(['p'])
  const paragraph = box.querySelector('p')
  expect([...(paragraph?.attributes ?? [])].map((one) => one.name)).toEqual(['style'])
  expect(paragraph?.getAttribute('style')).toMatch(/^color: ?red;?$/)
  expect(box.textContent?.trim()).toBe('text')
})

it('shows links that lead nowhere, and where they would lead', () => {
  const box = built('<a href="https://support.example.com/i/abc" style="color:#ffffff" onclick="x()">Start</a> <a href="javascript:alert(1)">no</a>')
  expect(box.querySelector('a, [href]')).toBeNull()
  const link = box.querySelector('[role=link]') as HTMLElement
  expect([link.title, link.ariaDisabled ?? link.getAttribute('aria-disabled'), link.style.color]).toEqual(['https://support.example.com/i/abc', 'true', '#ffffff'])
})

it('shows what is inside elements that it does not know', () => {
  expect(built('<section><custom-thing>Hello <font color="red">there</font></custom-thing></section>').innerHTML).toBe('Hello there')
})
