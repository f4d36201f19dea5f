//! The reducer's tables: inputs in, effects and views out.

// Builders unwrap what they made themselves.
#![allow(clippy::unwrap_used)]

mod accepting;
mod alerts;
mod alerts_together;
mod chat;
mod console;
mod dashboard;
mod infos;
mod invitations;
mod keys;
mod large;
mod link;
mod links;
mod nonsense;
mod offers;
mod outbox;
mod outbox_model;
mod pending;
mod people;
mod queues;
mod sample;
mod screens;
mod sharing;
mod sign_in;
mod supervise;
mod talk;
mod transfers;
