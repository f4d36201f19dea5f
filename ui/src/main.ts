import './host/language'
import './styles/index.css'
import { mount } from 'svelte'
import { hearSounds, tauriHost, zoomPage } from './host/tauri'
import { hearZoom } from './host/zoom'
import { Console } from './state/console.svelte'
import App from './views/App.svelte'

const target = document.getElementById('app')
const console = new Console(tauriHost)
// Before the settings are there nothing is asked for yet.
hearSounds(() => console.app.settings?.volume ?? 100)
hearZoom(zoomPage)
if (target) mount(App, { target, props: { console } })
