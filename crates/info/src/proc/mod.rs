//! Texts below `/proc`, which Linux and Android have in the same form.

mod cpu;
mod memory;
mod ticks;
mod traffic;

pub(crate) use cpu::Cpu;
pub(crate) use memory::Memory;
#[cfg(target_os = "linux")]
pub(crate) use ticks::Busy;
pub(crate) use ticks::Ticks;
pub(crate) use traffic::Traffic;
