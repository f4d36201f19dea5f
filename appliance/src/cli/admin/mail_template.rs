//! `admin mail-template`: the texts of invitations.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::Subcommand;

use crate::mail::{Source, check};
use crate::store::MailStore;

/// The names of a template's files in a folder.
const SUBJECT: &str = "subject.txt";
const TEXT: &str = "text.txt";
const HTML: &str = "message.html";

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum MailTemplate {
    /// Lists templates and their languages, the ordinary one first
    List,
    /// Shows a template, or writes its files (subject.txt, text.txt, message.html) into a folder
    Show {
        /// The code name
        #[arg(default_value = "standard")]
        code: String,
        /// The language; the ordinary one without
        language: Option<String>,
        /// The folder to write into
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Checks a template in one language, and keeps it in place of the one before
    Put(Put),
    /// Removes a template, or one of its languages; the standard one is then again as it comes
    Remove {
        /// The code name
        code: String,
        /// The language; all of them without
        language: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Put {
    /// The code name; "standard" is the ordinary one
    code: String,
    /// The language (en, de-CH)
    language: String,
    /// The folder with subject.txt, text.txt and message.html
    #[arg(required_unless_present_all = ["subject", "text", "html"])]
    folder: Option<PathBuf>,
    /// What representatives read
    #[arg(long)]
    name: Option<String>,
    /// The file with the subject, where it is not in the folder
    #[arg(long, value_name = "FILE")]
    subject: Option<PathBuf>,
    /// The file with the text part, where it is not in the folder
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// The file with the HTML part, where it is not in the folder
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl MailTemplate {
    pub(super) async fn run(self, store: &impl MailStore) -> Result<()> {
        match self {
            MailTemplate::List => list(store).await,
            MailTemplate::Show { code, language, to } => show(store, &code, language.as_deref(), to).await,
            MailTemplate::Put(put) => put.run(store).await,
            MailTemplate::Remove { code, language } => {
                Ok(store.remove_template(&code, language.as_deref()).await?)
            }
        }
    }
}

async fn list(store: &impl MailStore) -> Result<()> {
    for template in store.templates().await? {
        println!("{}: {}, {}", template.code, template.name, template.languages().join(", "));
    }
    Ok(())
}

async fn show(store: &impl MailStore, code: &str, language: Option<&str>, to: Option<PathBuf>) -> Result<()> {
    let templates = store.templates().await?;
    let template = templates.iter().find(|template| template.code == code);
    let template = template.with_context(|| format!("there is no template {code}"))?;
    let source = template.source(language);
    let source = source.with_context(|| format!("{code} is not written in this language"))?;
    let Some(folder) = to else {
        println!("{}\n\n{}\n{}", source.subject, source.text, source.html);
        return Ok(());
    };
    fs::create_dir_all(&folder)?;
    for (name, text) in
        [(SUBJECT, &format!("{}\n", source.subject)), (TEXT, &source.text), (HTML, &source.html)]
    {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

impl Put {
    async fn run(self, store: &impl MailStore) -> Result<()> {
        let file = |given: &Option<PathBuf>, name: &str| -> Result<PathBuf> {
            let inside = || self.folder.as_ref().map(|folder| folder.join(name));
            given.clone().or_else(inside).with_context(|| format!("there is no file for {name}"))
        };
        let (subject, text, html) =
            (file(&self.subject, SUBJECT)?, file(&self.text, TEXT)?, file(&self.html, HTML)?);
        let source = Source {
            language: self.language,
            subject: read(&subject)?.trim_end().to_owned(),
            text: read(&text)?,
            html: read(&html)?,
        };
        if let Err(faults) = check::check(&source) {
            let place = |part: check::Part| match part {
                check::Part::Subject => &subject,
                check::Part::Text => &text,
                check::Part::Html => &html,
            };
            let faults =
                faults.0.iter().map(|(part, problem)| format!("{}, {problem}", place(*part).display()));
            bail!("the template was not kept:\n{}", faults.collect::<Vec<_>>().join("\n"));
        }
        Ok(store.put_template(&self.code, self.name.as_deref(), source).await?)
    }
}

fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    String::from_utf8(bytes).map_err(|_| anyhow!("{} is not UTF-8", path.display()))
}
