//! The windows' event loop: what the session wants shown, and what the customer does.

use farhand_rfb::Rect;
use winit::application::ApplicationHandler;
use winit::event::{ElementState, KeyEvent, MouseButton, MouseScrollDelta, WindowEvent};
use winit::event_loop::ActiveEventLoop;
use winit::keyboard::{Key, ModifiersState, NamedKey};
use winit::window::WindowId;

use super::Say;
use super::form::{Form, Item};
use super::layout::Shape;
use super::paint::Attention;
use super::pane::Pane;
use super::text::Type;
use crate::face::{FaceEvent, FaceEvents, Status};

/// Points that one step of a wheel scrolls.
const WHEEL: f32 = 40.0;

/// What the windows show.
pub(super) struct App {
    events: FaceEvents,
    text: Type,
    dialog: Option<Pane>,
    sign: Option<Pane>,
    /// The main monitor, where it was told.
    monitor: Option<Rect>,
    modifiers: ModifiersState,
}

impl App {
    pub fn new(events: FaceEvents) -> Self {
        let modifiers = ModifiersState::empty();
        Self { events, text: Type::new(), dialog: None, sign: None, monitor: None, modifiers }
    }

    /// Shows a dialog, in place of any other one.
    fn ask(&mut self, form: Option<Form>, at: &ActiveEventLoop) {
        match (form, &mut self.dialog) {
            (None, _) => self.dialog = None,
            (Some(form), Some(open)) => open.show(form, &mut self.text),
            (Some(form), None) => {
                let dismissed = form.dismissed();
                self.dialog = self.open(form, Shape::Dialog, at);
                if self.dialog.is_none() {
                    // A question that cannot be shown is answered with no.
                    self.tell(dismissed);
                }
            }
        }
    }

    /// Shows the sign for as long as the screen can be seen, files used, or system information read. Where
    /// it cannot be shown, nothing is allowed.
    fn sign(&mut self, status: &Status, hot_key: bool, at: &ActiveEventLoop) {
        if !status.is_to_be_seen() {
            self.sign = None;
            return;
        }
        let form = Form::sign(status, hot_key);
        match &mut self.sign {
            Some(open) => open.show(form, &mut self.text),
            None => {
                self.sign = self.open(form, Shape::Sign, at);
                if self.sign.is_none() {
                    self.tell(Some(FaceEvent::StopAll));
                }
            }
        }
    }

    fn open(&mut self, form: Form, shape: Shape, at: &ActiveEventLoop) -> Option<Pane> {
        Pane::open(form, (shape, self.monitor), at, &mut self.text)
            .inspect_err(|error| tracing::error!("a window could not be opened: {error}"))
            .ok()
    }

    fn tell(&self, event: Option<FaceEvent>) {
        if let Some(event) = event {
            // Nobody listens when the program ends.
            let _ended = self.events.send(event);
        }
    }

    fn pane(&mut self, id: WindowId) -> Option<&mut Pane> {
        [&mut self.dialog, &mut self.sign].into_iter().flatten().find(|pane| pane.id() == id)
    }

    /// Closing the dialog's window says no; the sign cannot be closed but by stopping.
    fn closed(&mut self, id: WindowId) {
        if self.dialog.as_ref().is_some_and(|pane| pane.id() == id) {
            let no = self.dialog.take().and_then(|pane| pane.form.dismissed());
            self.tell(no);
        } else {
            self.tell(Some(FaceEvent::StopAll));
        }
    }

    /// Uses what stands at a place of a window.
    fn act(&mut self, id: WindowId, at: usize) {
        let Self { dialog, sign, text, .. } = self;
        let pane = [dialog, sign].into_iter().flatten().find(|pane| pane.id() == id);
        let Some(pane) = pane else { return };
        if let Some(next) = pane.form.leads_to(at) {
            pane.show(next, text);
            // Nobody has looked at what is under the pointer now.
            pane.attention = Attention::default();
            return;
        }
        let done = pane.form.act(at);
        if matches!(pane.form.items.get(at), Some(Item::Field { .. })) {
            pane.attention.focused = Some(at);
        }
        pane.redraw();
        let answered = matches!(
            done,
            Some(
                FaceEvent::Answered { .. }
                    | FaceEvent::Lent { .. }
                    | FaceEvent::Joined { .. }
                    | FaceEvent::Invited { .. }
                    | FaceEvent::Quit
            )
        );
        if answered && self.dialog.as_ref().is_some_and(|pane| pane.id() == id) {
            self.dialog = None;
        }
        self.tell(done);
    }

    fn key(&mut self, id: WindowId, key: &KeyEvent) {
        let back = self.modifiers.shift_key();
        let command = self.modifiers.control_key() || self.modifiers.super_key();
        let Some(pane) = self.pane(id) else { return };
        let focused = pane.attention.focused;
        let field = focused.filter(|at| matches!(pane.form.items[*at], Item::Field { .. }));
        match (&key.logical_key, field) {
            (Key::Named(NamedKey::Tab), _) => pane.step(back),
            (Key::Named(NamedKey::Escape), _) => self.closed(id),
            (Key::Named(NamedKey::ArrowDown), _) => pane.scroll(WHEEL),
            (Key::Named(NamedKey::ArrowUp), _) => pane.scroll(-WHEEL),
            (Key::Named(NamedKey::Backspace), Some(at)) => {
                pane.form.erase_in(at);
                pane.redraw();
            }
            (Key::Named(NamedKey::Enter | NamedKey::Space), None) => {
                if let Some(at) = focused {
                    self.act(id, at);
                }
            }
            (Key::Named(NamedKey::Enter), Some(_)) => pane.step(false),
            (Key::Character(letter), Some(at)) if command && letter.eq_ignore_ascii_case("v") => {
                pane.form.type_into(at, &copied());
                pane.redraw();
            }
            (Key::Character(_), Some(_)) if command => {}
            (_, Some(at)) => {
                pane.form.type_into(at, key.text.as_deref().unwrap_or_default());
                pane.redraw();
            }
            _ => {}
        }
    }
}

/// The text on the clipboard, if there is one.
fn copied() -> String {
    let text = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get_text());
    text.unwrap_or_default()
}

impl ApplicationHandler<Say> for App {
    fn resumed(&mut self, _at: &ActiveEventLoop) {}

    fn user_event(&mut self, at: &ActiveEventLoop, say: Say) {
        match say {
            Say::Ask(ask) => self.ask(ask.as_ref().map(Form::of), at),
            Say::Tell(status, hot_key) => self.sign(&status, hot_key, at),
            Say::Goodbye(sentence) => self.ask(Some(Form::goodbye(&sentence)), at),
            Say::Monitor(monitor) => {
                self.monitor = Some(monitor);
                [&mut self.dialog, &mut self.sign]
                    .into_iter()
                    .flatten()
                    .for_each(|pane| pane.move_to(monitor));
            }
            Say::Close => at.exit(),
        }
    }

    /// After anything that woke this thread: winit tells of monitors by no event.
    fn about_to_wait(&mut self, _at: &ActiveEventLoop) {
        [&mut self.dialog, &mut self.sign].into_iter().flatten().for_each(Pane::stay_in_place);
    }

    fn window_event(&mut self, _at: &ActiveEventLoop, id: WindowId, event: WindowEvent) {
        match event {
            WindowEvent::CloseRequested => self.closed(id),
            WindowEvent::RedrawRequested | WindowEvent::ScaleFactorChanged { .. } => {
                let Self { dialog, sign, text, .. } = self;
                let pane = [dialog, sign].into_iter().flatten().find(|pane| pane.id() == id);
                if let Some(Err(error)) = pane.map(|pane| pane.draw(text)) {
                    tracing::warn!("a window could not be drawn: {error}");
                }
            }
            WindowEvent::CursorMoved { position, .. } => {
                if let Some(pane) = self.pane(id)
                    && pane.point(position.x, position.y)
                {
                    pane.redraw();
                }
            }
            WindowEvent::MouseInput { state: ElementState::Released, button: MouseButton::Left, .. } => {
                let hovered = self.pane(id).and_then(|pane| pane.attention.hovered);
                if let Some(at) = hovered {
                    self.act(id, at);
                }
            }
            WindowEvent::MouseWheel { delta, .. } => {
                let lines = match delta {
                    MouseScrollDelta::LineDelta(_, y) => y * WHEEL,
                    MouseScrollDelta::PixelDelta(by) => by.y as f32,
                };
                if let Some(pane) = self.pane(id) {
                    pane.scroll(-lines);
                }
            }
            WindowEvent::ModifiersChanged(modifiers) => self.modifiers = modifiers.state(),
            // Synthetic ones tell which keys were down already when the window got the focus: they were
            // meant for another window, and must not answer a question.
            WindowEvent::KeyboardInput { event, is_synthetic: false, .. }
                if event.state == ElementState::Pressed =>
            {
                self.key(id, &event);
            }
            _ => {}
        }
    }
}
