//! Files between a representative's computer and a customer's, every layer real: the built
//! `farhand-client` that lends a folder, the appliance with its spool, and the console's engine.
#![cfg(target_os = "linux")]

mod both_ways;
mod changing;
mod cuts;
mod killed;
mod lent;
mod looking;
mod refused;
mod shapes;
mod silent;
mod storm;
mod tree;
mod withdrawn;
