//! Windows: the user's own part of the registry (`HKEY_CURRENT_USER\Software\Classes`).

use std::io;
use std::path::{Path, PathBuf};

use winreg::RegKey;
use winreg::enums::HKEY_CURRENT_USER;

use super::{Error, Manner};

const SCHEME: &str = r"Software\Classes\farhand";
const COMMAND: &str = r"shell\open\command";

pub fn register(program: &Path, manner: Manner) -> Result<(), Error> {
    // A name on Windows holds no quotation marks.
    let command = format!("\"{}\" open \"%1\"", program.to_str().ok_or(Error::Program)?);
    let taken = opener().is_some_and(|opener| !opener.contains("farhand-client"));
    if taken && manner == Manner::Polite {
        return Ok(());
    }
    write(&command).map_err(failed)
}

pub fn unregister() -> Result<(), Error> {
    if opener().is_none_or(|opener| !opener.contains("farhand-client")) {
        return Ok(());
    }
    RegKey::predef(HKEY_CURRENT_USER).delete_subkey_all(SCHEME).map_err(failed)
}

/// The command that opens links now.
fn opener() -> Option<String> {
    let scheme = RegKey::predef(HKEY_CURRENT_USER).open_subkey(SCHEME).ok()?;
    scheme.open_subkey(COMMAND).and_then(|command| command.get_value("")).ok()
}

fn write(command: &str) -> io::Result<()> {
    let (scheme, _) = RegKey::predef(HKEY_CURRENT_USER).create_subkey(SCHEME)?;
    scheme.set_value("", &"URL:Farhand support session")?;
    scheme.set_value("URL Protocol", &"")?;
    let (opens, _) = scheme.create_subkey(COMMAND)?;
    opens.set_value("", &command)
}

fn failed(error: io::Error) -> Error {
    Error::Place(PathBuf::from(SCHEME), error)
}
