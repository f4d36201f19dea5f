//! How many files and sockets a process may have open: thousands of connections need more than
//! the usual thousand. The programs started from here inherit the limit.

/// Raises the limit as far as the system lets us.
#[cfg(unix)]
pub fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if setrlimit(Resource::Nofile, raised).is_err() {
        eprintln!("the limit of open files stays at {:?}", limit.current);
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub fn raise_limit() {}
