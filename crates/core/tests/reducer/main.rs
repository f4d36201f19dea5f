//! The reducer's tables: inputs in, effects and views out.

// Builders unwrap what they made themselves.
#![allow(clippy::unwrap_used)]

mod accepting;
mod alerts;
mod chat;
mod console;
mod infos;
mod invitations;
mod keys;
mod large;
mod link;
mod links;
mod nonsense;
mod outbox;
mod outbox_model;
mod pending;
mod people;
mod queues;
mod sample;
mod screens;
mod sign_in;
mod transfers;
