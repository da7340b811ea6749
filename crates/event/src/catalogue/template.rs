//! Path templates such as `/members/{subject}/addresses`: literal segments and variables.

/// One segment of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Variable(String),
}

/// A path template. A variable stands for exactly one non-empty segment; a last segment `{*}`
/// stands for any rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    segments: Vec<Segment>,
    open: bool,
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// A sentence saying what is wrong and what would be right.
    pub fn parse(text: &str) -> Result<Template, String> {
        let rest = text
            .strip_prefix('/')
            .ok_or_else(|| format!("{text:?} does not start with /"))?;
        let (rest, open) = match rest.strip_suffix("{*}") {
            Some(head) => (head.strip_suffix('/').unwrap_or(head), true),
            None => (rest, false),
        };
        let mut segments = Vec::new();
        if !(rest.is_empty() && open) {
            for part in rest.split('/') {
                segments.push(segment(text, part)?);
            }
        }
        Ok(Template {
            text: text.to_owned(),
            segments,
            open,
        })
    }

    /// The template as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the template has this variable.
    #[must_use]
    pub fn has_variable(&self, name: &str) -> bool {
        self.segments
            .iter()
            .any(|s| matches!(s, Segment::Variable(v) if v == name))
    }

    /// Whether a path (without query) fits.
    #[must_use]
    pub fn fits(&self, path: &str) -> bool {
        self.walk(path, |_, _| {})
    }

    /// The value of a variable in a path that fits.
    #[must_use]
    pub fn value<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        let mut found = None;
        let fits = self.walk(path, |variable, value| {
            if variable == name {
                found = Some(value);
            }
        });
        if fits { found } else { None }
    }

    /// Whether a path that was cut at its slashes fits: what [`Template::fits`] says of the whole.
    pub(super) fn fits_parts(&self, parts: &[&str]) -> bool {
        let fits = |(segment, part): (&Segment, &&str)| match segment {
            Segment::Literal(literal) => literal == part,
            Segment::Variable(_) => !part.is_empty(),
        };
        let enough = match self.open {
            true => parts.len() >= self.segments.len(),
            false => parts.len() == self.segments.len(),
        };
        enough && self.segments.iter().zip(parts).all(fits)
    }

    /// The value of a variable in a path that was cut and fits.
    pub(super) fn value_in<'p>(&self, parts: &[&'p str], name: &str) -> Option<&'p str> {
        let is_meant = |segment: &Segment| matches!(segment, Segment::Variable(v) if v == name);
        let at = self.segments.iter().rposition(is_meant)?;
        parts.get(at).copied()
    }

    fn walk<'p>(&self, path: &'p str, mut variable: impl FnMut(&str, &'p str)) -> bool {
        let Some(rest) = path.strip_prefix('/') else {
            return false;
        };
        let mut parts = rest.split('/');
        for segment in &self.segments {
            match (segment, parts.next()) {
                (Segment::Literal(literal), Some(part)) if literal == part => {}
                (Segment::Variable(name), Some(part)) if !part.is_empty() => variable(name, part),
                _ => return false,
            }
        }
        self.open || parts.next().is_none()
    }
}

fn segment(text: &str, part: &str) -> Result<Segment, String> {
    match part.strip_prefix('{') {
        Some(name) => match name.strip_suffix('}') {
            Some(name)
                if !name.is_empty()
                    && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') =>
            {
                Ok(Segment::Variable(name.to_owned()))
            }
            _ => Err(format!(
                "{part:?} in {text:?} is no variable: write {{name}} in lower case"
            )),
        },
        None if part.contains(['{', '}', '?', '#']) => Err(format!(
            "{part:?} in {text:?}: a variable fills a whole segment, and a template has no query"
        )),
        None => Ok(Segment::Literal(part.to_owned())),
    }
}
