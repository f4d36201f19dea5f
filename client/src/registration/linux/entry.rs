//! The desktop entry (freedesktop's "Desktop Entry Specification").

use std::path::Path;

/// The entry for the program in this file; none where its name cannot be written into one.
pub fn of(program: &Path) -> Option<String> {
    let program = argument(program.to_str()?)?;
    Some(format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Farhand support\n\
         Comment=Joins a support session; nobody sees your screen before you allow it\n\
         Exec={program} open %u\n\
         Terminal=false\n\
         NoDisplay=true\n\
         MimeType={};\n",
        super::associations::SCHEME
    ))
}

/// One argument of a command. It is quoted only where it must be: `xdg-open` knows no quotes.
fn argument(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let text = text.replace('%', "%%");
    let reserved = |letter| " \"'\\><~|&;$*?#()`".contains(letter);
    if !text.contains(reserved) {
        return Some(text);
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            // Once for the quotes, and once for the value of a key.
            '\\' => quoted.push_str("\\\\\\\\"),
            '"' | '`' | '$' => quoted.extend(["\\\\", letter.encode_utf8(&mut [0; 4])]),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    Some(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_must_be() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(argument(text).as_deref(), expected);
        check("/opt/farhand-client_1.2", Some("/opt/farhand-client_1.2"));
        check("/srv/Ada Example/c", Some("\"/srv/Ada Example/c\""));
        check("/a%u", Some("/a%%u"));
        check("/a$(b)`\"\\", Some("\"/a\\\\$(b)\\\\`\\\\\"\\\\\\\\\""));
        check("/a\nExec=b", None);
    }
}
