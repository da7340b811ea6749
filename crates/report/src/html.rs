//! The form for a screen, and for printing from it: one page that needs nothing but itself. No script,
//! nothing from outside, headings in order, a name for every column and row, colours with a contrast
//! of 7 to 1 or more, and nothing told by colour alone (WCAG 2.2 AA).

use crate::{Cell, Document, Grid, Kind, Line, Piece, Printed, Stretch, printed::WELD};

/// The look. It holds no value of a document, so that no value can end it.
const STYLE: &str = include_str!("html/style.css");

/// Nothing may be loaded or run, even if a value should escape its escape.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Characters of a word that a column is still made wide enough for; a longer one, such as a digest or a path, is
/// broken where the column ends.
const WORD_CHARS_MAX: usize = 24;

/// The document as an HTML page.
#[must_use]
pub fn to_html(document: &Document) -> String {
    let printed = Printed::of(document);
    let mut page = Page::default();
    page.head(&printed);
    page.body(&printed);
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    /// Markup of ours.
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Text of anybody's. What is welded together stays on one line, and is copied with an ordinary blank.
    fn text(&mut self, text: &str) {
        for (word, at) in text.split(' ').zip(0usize..) {
            self.put(if at > 0 { " " } else { "" });
            if is_whole(word) {
                self.put("<span class=\"n\">");
                self.escaped(&word.replace(WELD, " "));
                self.put("</span>");
            } else {
                self.escaped(word);
            }
        }
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                '\n' => self.out.push_str("<br>"),
                c => self.out.push(c),
            }
        }
    }

    /// Text between two pieces of markup.
    fn wrap(&mut self, open: &str, text: &str, close: &str) {
        self.put(open);
        self.text(text);
        self.put(close);
    }

    /// The same where no markup may stand: in an attribute or the title.
    fn bare(&mut self, open: &str, text: &str, close: &str) {
        self.put(open);
        self.escaped(text);
        self.put(close);
    }

    fn head(&mut self, printed: &Printed) {
        self.bare(
            "<!DOCTYPE html>\n<html lang=\"",
            printed.lang,
            "\">\n<head>\n",
        );
        self.put("<meta charset=\"utf-8\">\n");
        self.put("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.put("<meta http-equiv=\"Content-Security-Policy\" content=\"");
        self.put(POLICY);
        self.put("\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        self.put("<meta name=\"robots\" content=\"noindex\">\n");
        let title = one_line(&format!("{} · {}", printed.title, printed.incident.text));
        let title = match printed.exercise {
            Some(exercise) => format!("{exercise} · {title}"),
            None => title,
        };
        self.bare("<title>", &title, "</title>\n<style>\n");
        self.put(STYLE);
        self.put("</style>\n</head>\n");
    }

    fn body(&mut self, printed: &Printed) {
        self.put(match printed.kind {
            Kind::Sheet | Kind::Board => "<body class=\"dense\">\n",
            _ => "<body>\n",
        });
        if let Some(exercise) = printed.exercise {
            self.wrap(
                "<p class=\"exercise\"><strong>",
                exercise,
                "</strong></p>\n",
            );
        }
        self.put("<main>\n<header>\n");
        self.wrap("<p class=\"kind\">", printed.kind_word, "");
        // On paper the word of a drill stands behind the text, so it stands here in full too.
        let exercise = printed.exercise.into_iter();
        for mark in exercise.chain(printed.marks.iter().map(String::as_str)) {
            self.wrap(" <strong class=\"mark\">", mark, "</strong>");
        }
        self.put("</p>\n");
        self.wrap("<h1>", &printed.title, "</h1>\n");
        self.about(printed.about_heading, &printed.about);
        self.put("</header>\n");
        for (stretch, at) in printed.stretches.iter().zip(1usize..) {
            self.stretch(stretch, at);
        }
        self.put("</main>\n</body>\n</html>\n");
    }

    fn about(&mut self, heading: &str, lines: &[Line]) {
        self.bare("<dl aria-label=\"", heading, "\">\n");
        for line in lines {
            self.wrap("<div><dt>", &line.name, "</dt>");
            self.wrap("<dd>", &line.text, "</dd></div>\n");
        }
        self.put("</dl>\n");
    }

    fn stretch(&mut self, stretch: &Stretch, at: usize) {
        let id = format!("s{at}");
        self.put(&format!(
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">"
        ));
        self.wrap("", &stretch.heading, "</h2>\n");
        for piece in &stretch.pieces {
            match piece {
                Piece::Text { paragraphs } => {
                    for paragraph in paragraphs {
                        self.wrap("<p>", paragraph, "</p>\n");
                    }
                }
                Piece::Grid(grid) => self.grid(grid, &id),
            }
        }
        self.put("</section>\n");
    }

    fn grid(&mut self, grid: &Grid, id: &str) {
        // What is too wide for the screen is moved inside its own frame, and the page stays where it is.
        self.put("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-labelledby=\"");
        self.put(id);
        self.put(&format!("\">\n<table class=\"{}\"", grid.shape));
        match &grid.caption {
            Some(caption) => self.wrap(">\n<caption>", caption, "</caption>\n"),
            None => self.put(&format!(" aria-labelledby=\"{id}\">\n")),
        }
        self.put("<thead>\n<tr>");
        for name in &grid.header {
            self.wrap("<th scope=\"col\">", name, "</th>");
        }
        self.put("</tr>\n</thead>\n<tbody>\n");
        for row in &grid.rows {
            self.put("<tr>\n");
            for (cell, at) in row.iter().zip(0usize..) {
                self.cell(cell, at == grid.names);
            }
            self.put("</tr>\n");
        }
        self.put("</tbody>\n</table>\n</div>\n");
    }

    fn cell(&mut self, cell: &Cell, names_row: bool) {
        let (open, close) = if names_row {
            ("<th scope=\"row\"", "</th>\n")
        } else {
            ("<td", "</td>\n")
        };
        self.put(open);
        let tone = (cell.tone != "plain").then_some(cell.tone);
        let long = has_long_word(cell).then_some("long");
        let classes: Vec<&str> = tone.into_iter().chain(long).collect();
        if !classes.is_empty() {
            self.put(&format!(" class=\"{}\"", classes.join(" ")));
        }
        self.put(">");
        for (line, at) in cell.lines.iter().zip(0usize..) {
            self.wrap(if at > 0 { "<br>" } else { "" }, line, "");
        }
        for small in &cell.small {
            self.wrap("<small>", small, "</small>");
        }
        self.put(close);
    }
}

/// Whether a word may not be broken: a welded value, and a date or a number of an item, which a browser would break at
/// its hyphen.
fn is_whole(word: &str) -> bool {
    let hyphened = || {
        let short = word.chars().count() <= WORD_CHARS_MAX;
        short && word.contains('-') && word.contains(|c: char| c.is_ascii_digit())
    };
    !word.contains('\n') && (word.contains(WELD) || hyphened())
}

/// Whether a word of a cell is too long for a column, such as a digest: it may be broken anywhere.
fn has_long_word(cell: &Cell) -> bool {
    let lines = cell.lines.iter().chain(&cell.small);
    let mut words = lines.flat_map(|line| line.split(' '));
    words.any(|word| !word.contains(WELD) && word.chars().count() > WORD_CHARS_MAX)
}

/// A title has no second line, and no markup that could hold one together.
fn one_line(text: &str) -> String {
    text.replace(['\n', WELD], " ")
}
