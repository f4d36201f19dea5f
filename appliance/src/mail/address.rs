//! Email addresses as people type them.

use farhand_protocol::limits;
use lettre::Address;
use url::Host;

/// An address in the form in which it is used: without spaces around it, and with an international
/// domain in its ASCII form.
///
/// # Errors
/// What is wrong, to be put behind the address.
pub fn checked(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    let (user, domain) = typed.rsplit_once('@').ok_or("has no @")?;
    if typed.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("must not have spaces or line breaks in it");
    }
    if user.chars().any(|c| "\"(),:;<>@[\\]".contains(c)) {
        return Err("has signs in front of the @ that mail servers do not take");
    }
    let domain = match Host::parse(domain) {
        Ok(Host::Domain(domain)) if domain.contains('.') || domain == "localhost" => domain,
        _ => return Err("must end in a domain, like example.com"),
    };
    let address = format!("{user}@{domain}");
    if address.len() > limits::ADDRESS_BYTES {
        return Err("is too long");
    }
    match address.parse::<Address>() {
        Ok(_) => Ok(address),
        Err(_) => Err("is not an email address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_taken() {
        for (typed, used) in [
            (" petra@example.com ", "petra@example.com"),
            ("p.o'neil+support@sub.example.com", "p.o'neil+support@sub.example.com"),
            ("petra@Bücher.example", "petra@xn--bcher-kva.example"),
        ] {
            assert_eq!(checked(typed).as_deref(), Ok(used), "{typed}");
        }
    }

    #[test]
    fn what_would_say_more_than_an_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(250));
        for typed in [
            "",
            "petra",
            "petra@",
            "@example.com",
            "petra@example",
            "petra@@example.com",
            "a@example.com\r\nBcc: b@example.com",
            "a@example.com,b@example.com",
            "a@example.com b@example.com",
            "Petra <petra@example.com>",
            "\"a b\"@example.com",
            "a@example.com>\r\nRCPT TO:<b@example.com",
            "a\0@example.com",
            "a@exa\u{2028}mple.com",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            ".a@example.com",
            &long,
        ] {
            assert!(checked(typed).is_err(), "{typed}");
        }
    }
}
