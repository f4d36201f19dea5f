//! `Upload-Metadata`: what an upload is for.

use data_encoding::{BASE64, HEXLOWER};
use farhand_protocol::files::FileName;
use farhand_protocol::upload::UploadPurpose;
use farhand_protocol::{ApiError, ClientId, ErrorCode, limits};
use http::HeaderMap;

use crate::http::Failure;
use crate::random;

/// Characters of a media type.
const MEDIA_TYPE: usize = 255;

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
pub struct Metadata {
    /// As it came.
    pub text: String,
    /// What the upload is for.
    pub purpose: UploadPurpose,
    /// The SHA-256 of the whole in lower-case hexadecimal digits, where it is given.
    pub sha256: Option<String>,
}

/// Reads the header.
///
/// # Errors
/// `bad_request` where it is malformed, `invalid_field` where a value breaks its limit.
pub fn read(headers: &HeaderMap) -> Result<Metadata, Failure> {
    let text = headers.get("upload-metadata").map_or(Ok(""), |value| value.to_str());
    let text = text.map_err(|_| Failure::bad_request("the header Upload-Metadata must be ASCII"))?;
    if text.len() > limits::UPLOAD_METADATA_BYTES {
        let most = limits::UPLOAD_METADATA_BYTES;
        return Err(invalid(format!("Upload-Metadata must have at most {most} bytes")));
    }
    let pairs = pairs(text).ok_or_else(|| {
        Failure::bad_request(
            "the header Upload-Metadata must be names with values in base64, parted by commas",
        )
    })?;
    let value =
        |name: &str| pairs.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_slice());
    let purpose = match value("purpose") {
        Some(json) => serde_json::from_slice(json)
            .map_err(|error| Failure::bad_request(format!("the purpose is not as expected: {error}")))?,
        None => file(value("filename"), value("filetype"))?,
    };
    check(&purpose)?;
    let sha256 = value("sha256").map(hexadecimal).transpose()?;
    Ok(Metadata { text: text.to_owned(), purpose, sha256 })
}

fn pairs(text: &str) -> Option<Vec<(&str, Vec<u8>)>> {
    let pair = |pair: &'_ str| -> Option<(usize, Vec<u8>)> {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        Some((name.len(), BASE64.decode(value.trim().as_bytes()).ok()?))
    };
    let given = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    given.map(|one| pair(one).map(|(name, value)| (&one[..name], value))).collect()
}

/// A file for the chat by the names that tus' clients use. It gets an id of its own.
fn file(name: Option<&[u8]>, kind: Option<&[u8]>) -> Result<UploadPurpose, Failure> {
    let name =
        name.ok_or_else(|| Failure::bad_request("Upload-Metadata must have a purpose or a filename"))?;
    let name = std::str::from_utf8(name).map_err(|_| invalid("filename must be UTF-8"))?;
    let name: FileName = name.parse().map_err(|why| invalid(format!("filename: {why}")))?;
    let kind = kind.and_then(|kind| std::str::from_utf8(kind).ok()).filter(|kind| !kind.is_empty());
    let id = ClientId::from_bytes(random::bytes());
    Ok(UploadPurpose::Chat { id, name, media_type: kind.map(str::to_owned) })
}

fn check(purpose: &UploadPurpose) -> Result<(), Failure> {
    let most = limits::FILES_PER_REQUEST;
    match purpose {
        UploadPurpose::Chat { media_type: Some(kind), .. } if kind.chars().count() > MEDIA_TYPE => {
            Err(invalid(format!("a media type can have {MEDIA_TYPE} characters at most")))
        }
        UploadPurpose::Chat { .. } => Ok(()),
        UploadPurpose::ToDevice { files, taken, folder, .. } => {
            if taken.len() > most {
                return Err(invalid(format!("at most {most} names can be treated otherwise")));
            }
            crate::api::files::check_path(folder)?;
            check_files(*files)
        }
        UploadPurpose::FromDevice { files, .. } => check_files(*files),
    }
}

fn check_files(files: u32) -> Result<(), Failure> {
    if files <= limits::TRANSFER_FILES {
        return Ok(());
    }
    Err(invalid(format!("a transfer can have {} files and folders at most", limits::TRANSFER_FILES)))
}

fn hexadecimal(value: &[u8]) -> Result<String, Failure> {
    let digits = value.to_ascii_lowercase();
    let sum = HEXLOWER.decode(&digits).ok().filter(|sum| sum.len() == 32);
    sum.map(|sum| HEXLOWER.encode(&sum)).ok_or_else(|| invalid("sha256 must be 64 hexadecimal digits"))
}

fn invalid(message: impl Into<String>) -> Failure {
    ApiError::new(ErrorCode::InvalidField, message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Metadata, u16> {
        let mut headers = HeaderMap::new();
        headers.insert("upload-metadata", text.parse().unwrap());
        read(&headers).map_err(|failure| failure.error().code.status())
    }

    fn pair(name: &str, value: &[u8]) -> String {
        format!("{name} {}", BASE64.encode(value))
    }

    #[test]
    fn a_plain_file_is_for_the_chat() {
        let sum = pair("sha256", "AB".repeat(32).as_bytes());
        let text = format!(
            "{}, {},{sum},empty",
            pair("filename", b"caf\xc3\xa9.jpg"),
            pair("filetype", b"image/jpeg")
        );
        let metadata = said(&text).unwrap();
        let UploadPurpose::Chat { name, media_type, .. } = metadata.purpose else {
            panic!("not for the chat")
        };
        assert_eq!((name.as_str(), media_type.as_deref()), ("café.jpg", Some("image/jpeg")));
        assert_eq!(metadata.sha256.as_deref(), Some("ab".repeat(32).as_str()));
        assert_eq!(metadata.text, text, "it is told again as it came");
    }

    #[test]
    fn names_that_are_no_names_and_broken_headers_are_refused() {
        for name in ["", ".", "..", "../x", "a/b", "a\0b", &"x".repeat(1025)] {
            assert_eq!(said(&pair("filename", name.as_bytes())), Err(422), "{name:?}");
        }
        assert_eq!(said(&pair("filename", b"\xff\xfe")), Err(422));
        for broken in ["", "filename", "filename ***", "filetype aW1hZ2U=", "purpose e30="] {
            let status = said(broken);
            assert!(matches!(status, Err(400 | 422)), "{broken:?}: {status:?}");
        }
        let purpose = br#"{"kind":"chat","id":"upload-0001","name":"..","media_type":null}"#;
        assert_eq!(said(&pair("purpose", purpose)), Err(400));
        let sum = format!("{},{}", pair("filename", b"a"), pair("sha256", b"abc"));
        assert_eq!(said(&sum), Err(422));
        assert_eq!(said(&pair("filename", &vec![b'x'; limits::UPLOAD_METADATA_BYTES])), Err(422));
    }

    #[test]
    fn hostile_but_possible_names_are_kept_as_they_are() {
        for name in ["a\nb", "\u{202e}gpj.exe", "con", &"x".repeat(255)] {
            let UploadPurpose::Chat { name: kept, .. } =
                said(&pair("filename", name.as_bytes())).unwrap().purpose
            else {
                panic!("not for the chat")
            };
            assert_eq!(kept.as_str(), name);
        }
    }
}
