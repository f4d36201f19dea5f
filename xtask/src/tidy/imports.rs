//! The import statements of a TypeScript or Svelte file.

/// One import, whatever its form.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// The line it begins on, from 0.
    pub line: usize,
    /// What stands between the quotes.
    pub from: String,
    /// Types only: nothing of it is left when the program runs.
    pub types: bool,
}

/// Reads `import …`, `export … from …` and `import(…)`.
pub fn read(text: &str) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some((begin, mut statement)) = open.take() {
            statement.push(' ');
            statement.push_str(line);
            open = close(begin, statement, &mut imports);
        } else if begins(line) {
            open = close(index, line.to_owned(), &mut imports);
        } else {
            let rest = line.split_once("import(").map(|(_, rest)| rest);
            if !line.starts_with("//")
                && let Some(from) = rest.and_then(quoted)
            {
                imports.push(Import { line: index, from, types: false });
            }
        }
    }
    imports
}

fn begins(line: &str) -> bool {
    let export = ["export {", "export * ", "export type {", "export type * "];
    let import = ["import ", "import{", "import'", "import\""];
    export.iter().chain(&import).any(|start| line.starts_with(start))
}

/// Ends a statement at its source, or at the end of a statement that has none; otherwise the
/// statement goes on in the next line.
fn close(line: usize, statement: String, imports: &mut Vec<Import>) -> Option<(usize, String)> {
    let after_from =
        statement.rsplit_once(" from ").or(statement.rsplit_once("}from ")).map(|(_, rest)| rest);
    let bare =
        statement.strip_prefix("import").map(str::trim_start).filter(|rest| rest.starts_with(['\'', '"']));
    if let Some(from) = after_from.or(bare).and_then(quoted) {
        let types = statement.starts_with("import type ") || statement.starts_with("export type ");
        imports.push(Import { line, from, types });
        return None;
    }
    let ended = statement.ends_with(';') || (statement.starts_with("export") && statement.ends_with('}'));
    (!ended).then_some((line, statement))
}

/// The text of the quotes that `rest` begins with.
fn quoted(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    let (inner, _) = rest[1..].split_once(quote)?;
    Some(inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, &str, bool)]) {
        let expected: Vec<Import> = expected
            .iter()
            .map(|&(line, from, types)| Import { line, from: from.to_owned(), types })
            .collect();
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn every_form_is_read() {
        check("import { a } from './a';", &[(0, "./a", false)]);
        check("import type { A } from \"../gen/A\"", &[(0, "../gen/A", true)]);
        check("import './tokens.css';", &[(0, "./tokens.css", false)]);
        check("<script>\n  import {\n    a,\n    b,\n  } from './ab';\n</script>", &[(1, "./ab", false)]);
        check("export { a } from './a';\nexport * from './b';", &[(0, "./a", false), (1, "./b", false)]);
        check("const page = await import('./page');", &[(0, "./page", false)]);
    }

    #[test]
    fn other_lines_are_not_taken_for_imports() {
        check("export const from = 'x';", &[]);
        check("// import { a } from './a'", &[]);
        check("export { a, b };\nimport './c';", &[(1, "./c", false)]);
        check("const importance = 'from here';", &[]);
    }
}
