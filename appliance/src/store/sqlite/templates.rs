//! The site's templates of invitations. The standard one is always there: as it comes with the
//! appliance, unless the site has its own in its place.

use farhand_protocol::keys::InviteTemplate;
use farhand_protocol::limits;
use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, Write, admin, from_json, log, one, to_json};
use crate::domain::field;
use crate::mail::template::{self, STANDARD};
use crate::mail::{Source, Template, check};
use crate::store::{Kind, Refusal, Result};

/// All templates, the ordinary one first.
pub(super) fn all(conn: &Connection) -> Result<Vec<Template>> {
    let mut statement =
        conn.prepare_cached("SELECT body FROM invite_template WHERE site_id = ? ORDER BY place, code")?;
    let bodies = statement.query_map([SITE], |row| row.get::<_, String>(0))?;
    let mut templates = vec![template::standard()];
    for body in bodies {
        let own: Template = from_json(&body?)?;
        if own.code == STANDARD { templates[0] = with_standard(own) } else { templates.push(own) }
    }
    Ok(templates)
}

/// All templates, as representatives choose from them.
pub(super) fn offered(conn: &Connection) -> Result<Vec<InviteTemplate>> {
    let offer = |template: Template| InviteTemplate {
        languages: template.languages(),
        code: template.code,
        name: template.name,
    };
    Ok(all(conn)?.into_iter().map(offer).collect())
}

/// Languages of the standard template that the site has none of its own for are as they come.
fn with_standard(own: Template) -> Template {
    let mut template = template::standard();
    template.name = own.name;
    own.sources.into_iter().for_each(|source| template.put(source));
    template
}

/// The template that is asked for, in the language that is asked for.
pub(super) fn chosen(conn: &Connection, code: Option<&str>, language: Option<&str>) -> Result<Source> {
    let templates = all(conn)?;
    let template = match code {
        None => templates.first(),
        Some(code) => templates.iter().find(|template| template.code == code),
    };
    let template = template.ok_or_else(|| Refusal::InvalidField("there is no such template".to_owned()))?;
    let source = template.source(language).cloned();
    let missing = || Refusal::InvalidField("the template is not written in this language".to_owned());
    source.ok_or_else(|| missing().into())
}

/// Keeps a template in one language.
pub(super) fn put(write: &Write<'_>, code: &str, name: Option<&str>, source: Source) -> Result<()> {
    admin::ensure_site(write)?;
    check_code(code)?;
    if !template::is_language(&source.language) {
        let words = format!("{:?} is not a language tag like en or de-CH", source.language);
        return Err(Refusal::InvalidField(words).into());
    }
    check::check(&source).map_err(|faults| Refusal::InvalidField(faults.to_string()))?;
    let known = find(write, code)?;
    let kept = known.as_ref().map(|template| template.name.clone());
    let usual = if code == STANDARD { template::standard().name } else { code.to_owned() };
    let name = match name {
        Some(name) => field::line("name", name, limits::DISPLAY_NAME)?,
        None => kept.unwrap_or(usual),
    };
    let mut template =
        known.unwrap_or(Template { code: code.to_owned(), name: String::new(), sources: vec![] });
    template.name = name;
    template.put(source);
    save(write, &template)
}

/// Removes a template, or one of its languages.
pub(super) fn remove(write: &Write<'_>, code: &str, language: Option<&str>) -> Result<()> {
    let mut template = find(write, code)?.ok_or(Refusal::NotFound("template"))?;
    if let Some(language) = language {
        let before = template.sources.len();
        template.sources.retain(|source| !source.language.eq_ignore_ascii_case(language));
        one(before - template.sources.len(), "template in this language")?;
        if !template.sources.is_empty() {
            return save(write, &template);
        }
    }
    write
        .prepare_cached("DELETE FROM invite_template WHERE site_id = ? AND code = ?")?
        .execute(params![SITE, code])?;
    log::append(write, &Kind::InviteSetup)
}

/// The site's own template.
fn find(conn: &Connection, code: &str) -> Result<Option<Template>> {
    let body: Option<String> = conn
        .prepare_cached("SELECT body FROM invite_template WHERE site_id = ? AND code = ?")?
        .query_row(params![SITE, code], |row| row.get(0))
        .optional()?;
    body.map(|body| from_json(&body)).transpose()
}

fn save(write: &Write<'_>, template: &Template) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO invite_template (site_id, code, place, body) VALUES (?1, ?2,
               (SELECT coalesce(max(place), 0) + 1 FROM invite_template WHERE site_id = ?1), ?3)
             ON CONFLICT DO UPDATE SET body = excluded.body",
        )?
        .execute(params![SITE, template.code, to_json(template)?])?;
    log::append(write, &Kind::InviteSetup)
}

fn check_code(code: &str) -> Result<()> {
    let form = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    if code.is_empty() || code.len() > limits::CODE_NAME || !code.bytes().all(form) {
        let words = "a template's code name has small letters, digits, hyphens and underscores only";
        return Err(Refusal::InvalidField(words.to_owned()).into());
    }
    Ok(())
}
