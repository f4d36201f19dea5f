import './host/language'
import './styles/index.css'
import { mount } from 'svelte'
import { hearSounds, tauriHost } from './host/tauri'
import { Console } from './state/console.svelte'
import App from './views/App.svelte'

hearSounds()
const target = document.getElementById('app')
if (target) mount(App, { target, props: { console: new Console(tauriHost) } })
