//! The grids of a document: fields, tables, clocks, decisions, what is missing, what changed, and the
//! questions behind the facts, each of which is listed once and named by its number.

use std::collections::{HashMap, HashSet};

use event::Millis;

use super::{Cell, Grid, Piece, Stretch, WELD, texts::Texts};
use crate::{
    Basis, Clock, Decision, Document, Field, Grade, Ground, Kind, Missing, Part, Row, Standing,
    Table, Was,
};

/// Makes grids, and remembers the questions that they name.
pub(crate) struct Grids<'a> {
    document: &'a Document,
    texts: &'a Texts,
    /// A person who is told of a leak has no use for grades and questions, and 미확인 stands as value.
    graded: bool,
    bases: Vec<&'a Basis>,
    numbers: HashMap<(&'a str, u64, &'a str), usize>,
    /// Methods that stand in the document already.
    methods: HashSet<&'a str>,
}

impl Cell {
    fn plain(lines: Vec<String>) -> Cell {
        Cell {
            lines,
            small: Vec::new(),
            tone: "plain",
        }
    }

    fn line(line: impl Into<String>) -> Cell {
        Cell::plain(vec![line.into()])
    }

    fn toned(mut self, tone: &'static str) -> Cell {
        self.tone = tone;
        self
    }

    fn with_small(mut self, small: impl IntoIterator<Item = String>) -> Cell {
        self.small.extend(small);
        self
    }
}

impl<'a> Grids<'a> {
    pub(crate) fn new(document: &'a Document, texts: &'a Texts) -> Grids<'a> {
        Grids {
            document,
            texts,
            graded: !matches!(document.kind, Kind::Notice | Kind::Posting),
            bases: Vec::new(),
            numbers: HashMap::new(),
            methods: HashSet::new(),
        }
    }

    pub(crate) fn fields(&mut self, fields: &'a [Field]) -> Grid {
        let columns = if self.graded { 4 } else { 3 };
        let header = self.texts.words.fields.iter().take(columns);
        let grid = Grid {
            shape: if self.graded {
                "fields"
            } else {
                "plain_fields"
            },
            caption: None,
            header: header.map(|&name| name.to_owned()).collect(),
            names: 1,
            rows: fields.iter().map(|field| self.field(field)).collect(),
        };
        let numbered = fields.iter().any(|field| !field.number.trim().is_empty());
        if numbered {
            grid
        } else {
            without_numbers(grid)
        }
    }

    fn field(&mut self, field: &'a Field) -> Vec<Cell> {
        let mut content = if field.values().is_empty() {
            self.unknown()
        } else {
            Cell::plain(
                field
                    .values()
                    .iter()
                    .flat_map(|v| self.texts.value(v))
                    .collect(),
            )
        };
        if let (Ground::Estimate { method, .. }, true) = (field.ground(), self.graded) {
            content = content.with_small([self.method(method)]);
        }
        let note = field
            .note
            .iter()
            .flat_map(|note| self.texts.paragraphs(note));
        let mut row = vec![
            self.number(&field.number),
            Cell::line(self.texts.clean(&field.label)),
            content.with_small(note),
        ];
        if self.graded {
            row.push(self.grade(field.ground()));
        }
        row
    }

    /// The grade with whose word it is and which question is behind it.
    fn grade(&mut self, ground: &'a Ground) -> Cell {
        let grade = ground.grade();
        let by = match ground {
            Ground::Statement { by } | Ground::Decision { by } => Some(self.texts.clean(by)),
            Ground::Fact(_) | Ground::Estimate { .. } | Ground::Unknown => None,
        };
        let basis = ground.basis().map(|basis| {
            let number = self.numbered(basis);
            format!("{}{WELD}{number}", self.texts.words.basis)
        });
        Cell::line(self.texts.lang.grade(grade))
            .toned(grade.word())
            .with_small(by.into_iter().chain(basis))
    }

    /// How an estimate was made, in full the first time.
    fn method(&mut self, method: &'a str) -> String {
        let words = self.texts.words;
        match self.methods.insert(method) {
            true => format!("{}: {}", words.method, self.texts.clean(method)),
            false => format!("{}: {}", words.method, words.same_method),
        }
    }

    fn numbered(&mut self, basis: &'a Basis) -> usize {
        let key = (
            basis.query.as_str(),
            basis.checkpoint.size,
            basis.checkpoint.root.as_str(),
        );
        *self.numbers.entry(key).or_insert_with(|| {
            self.bases.push(basis);
            self.bases.len()
        })
    }

    /// A field's number in a cell of its own; a form without one still has a cell that says so.
    fn number(&self, number: &str) -> Cell {
        let number = number.trim();
        Cell::line(if number.is_empty() {
            "–".to_owned()
        } else {
            self.texts.clean(number)
        })
    }

    fn unknown(&self) -> Cell {
        Cell::line(self.texts.words.unknown).toned("unknown")
    }

    fn maybe(&self, text: Option<&String>) -> Cell {
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) => Cell::plain(self.texts.paragraphs(text)),
            None => self.unknown(),
        }
    }

    pub(crate) fn table(&mut self, table: &'a Table) -> Grid {
        let longest = table.rows.iter().map(|row| row.cells().len()).max();
        let width = table.header.len().max(longest.unwrap_or(0)).max(1);
        let mut header: Vec<String> = (0..width)
            .map(|at| match table.header.get(at) {
                Some(name) if !name.trim().is_empty() => self.texts.clean(name),
                // Every column needs a name for who hears the table read.
                _ => (at + 1).to_string(),
            })
            .collect();
        if self.graded {
            header.extend(self.texts.words.fields.last().map(|&name| name.to_owned()));
        }
        Grid {
            shape: if self.graded { "table" } else { "plain_table" },
            caption: Some(self.texts.clean(&table.caption)),
            rows: table.rows.iter().map(|row| self.row(row, width)).collect(),
            header,
            names: 0,
        }
    }

    fn row(&mut self, row: &'a Row, width: usize) -> Vec<Cell> {
        let cells = (0..width).map(|at| match row.cells().get(at) {
            Some(Some(value)) => Cell::plain(self.texts.value(value)),
            Some(None) | None => self.unknown(),
        });
        let mut cells: Vec<Cell> = cells.collect();
        if self.graded {
            if let Ground::Estimate { method, .. } = row.ground() {
                let method = self.method(method);
                // Beside the name, where there is room: the column of grades is narrow.
                cells
                    .iter_mut()
                    .take(1)
                    .for_each(|cell| cell.small.push(method.clone()));
            }
            cells.push(self.grade(row.ground()));
        }
        cells
    }

    pub(crate) fn clocks(&self, clocks: &[Clock]) -> Grid {
        let rows = clocks.iter().map(|clock| {
            let note = clock
                .note
                .iter()
                .flat_map(|note| self.texts.paragraphs(note));
            let target = clock.target.map(|target| {
                let words = self.texts.words;
                format!("{} {}", words.target, self.texts.moment(target))
            });
            let state = self.standing(clock);
            vec![
                Cell::line(self.texts.clean(&clock.what))
                    .with_small([self.texts.clean(&clock.regime)]),
                self.moment(clock.started),
                match clock.no_number {
                    true => Cell::line(self.texts.words.no_number.to_owned()),
                    false => self.moment(clock.due).with_small(target),
                },
                state.with_small(note),
            ]
        });
        self.grid("clocks", self.texts.words.clocks, rows.collect())
    }

    fn standing(&self, clock: &Clock) -> Cell {
        let (texts, words) = (self.texts, self.texts.words);
        let left = clock.left(self.document.made);
        let is_open = matches!(clock.standing, Standing::Undecided | Standing::Runs);
        let presses = clock.at_once && is_open;
        let late = left.is_some_and(|left| left < 0);
        let (word, done) = match clock.standing {
            Standing::Undecided => (words.undecided.to_owned(), false),
            Standing::Runs => (words.runs.to_owned(), false),
            Standing::Done { at } => (format!("{} {}", words.done, texts.moment(at)), true),
            Standing::Delayed => (words.delayed.to_owned(), false),
            Standing::NoDuty => (words.no_duty.to_owned(), false),
        };
        let distance = left.map(|left| {
            let length = texts.length(left.unsigned_abs());
            texts.lang.distance(&length, late, done)
        });
        let lines = match distance {
            // What presses stands first: it is what the room looks for.
            Some(distance) => vec![distance, word],
            None => vec![word],
        };
        Cell::plain(lines).toned(if late || presses { "late" } else { "plain" })
    }

    fn moment(&self, at: Option<Millis>) -> Cell {
        at.map_or_else(|| self.unknown(), |at| Cell::line(self.texts.moment(at)))
    }

    pub(crate) fn decisions(&self, decisions: &[Decision]) -> Grid {
        let open = || Cell::line(self.texts.words.open).toned("unknown");
        let rows = decisions.iter().map(|decision| {
            let why = decision
                .why
                .iter()
                .flat_map(|why| self.texts.paragraphs(why));
            let decided = match &decision.decided {
                Some(decided) => Cell::plain(self.texts.paragraphs(decided)),
                None => open(),
            };
            let at = match decision.at {
                None if decision.decided.is_none() => open(),
                at => self.moment(at),
            };
            vec![
                Cell::line(self.texts.clean(&decision.question)),
                decided.with_small(why),
                Cell::line(self.texts.clean(&decision.by)),
                at,
            ]
        });
        self.grid("decisions", self.texts.words.decisions, rows.collect())
    }

    /// What is missing: what the builder says, and every unknown field that it does not speak of. Who
    /// gets a notice has no use for our list of what to find out, and reads 미확인 at the field.
    pub(crate) fn missing(&self) -> Option<Stretch> {
        let said = &self.document.missing;
        let mut rows: Vec<Vec<Cell>> = said
            .iter()
            .map(|missing| self.missing_row(missing))
            .collect();
        for field in self.unknown_fields().filter(|_| self.graded) {
            let same = |missing: &Missing| {
                missing.what == field.label
                    || (!field.number.is_empty() && missing.number == field.number)
            };
            if !said.iter().any(same) {
                let label = Cell::line(self.texts.clean(&field.label));
                rows.push(vec![
                    self.number(&field.number),
                    label,
                    self.unknown(),
                    self.unknown(),
                ]);
            }
        }
        if rows.is_empty() && !self.graded {
            return None;
        }
        let numbered = rows.iter().any(|row| row.first() != Some(&self.number("")));
        let mut grid = self.grid("missing", self.texts.words.missings, rows);
        grid.names = 1;
        if !numbered {
            grid = without_numbers(grid);
        }
        Some(self.stretch(self.texts.words.missing, self.texts.words.none, grid))
    }

    fn unknown_fields(&self) -> impl Iterator<Item = &'a Field> {
        let parts = self
            .document
            .sections
            .iter()
            .flat_map(|section| &section.parts);
        let fields = parts.filter_map(|part| match part {
            Part::Fields { fields } => Some(fields),
            _ => None,
        });
        fields
            .flatten()
            .filter(|field| field.ground().grade() == Grade::Unknown)
    }

    fn missing_row(&self, missing: &Missing) -> Vec<Cell> {
        let why = missing
            .why
            .iter()
            .flat_map(|why| self.texts.paragraphs(why));
        vec![
            self.number(&missing.number),
            Cell::line(self.texts.clean(&missing.what)).with_small(why),
            self.maybe(missing.who.as_ref()),
            self.moment(missing.expected),
        ]
    }

    /// What changed. Only a report says that nothing was filed before it.
    pub(crate) fn changes(&self) -> Option<Stretch> {
        let words = self.texts.words;
        let Some(changes) = &self.document.changes else {
            return (self.document.kind == Kind::Report)
                .then(|| text(words.changes, words.first_version.to_owned()));
        };
        let filed = self.texts.clean(&changes.filed);
        let name = format!("{filed} · {}", self.texts.moment(changes.at));
        if changes.list.is_empty() {
            return Some(text(words.changes, format!("{name}: {}", words.no_changes)));
        }
        let rows = changes.list.iter().map(|change| {
            vec![
                self.number(&change.number),
                Cell::line(self.texts.clean(&change.label)),
                self.was(change.before.as_ref(), words.was_absent),
                self.was(change.after.as_ref(), words.is_gone),
            ]
        });
        let mut grid = self.grid("changes", words.changed, rows.collect());
        grid.names = 1;
        grid.caption = Some(name);
        Some(self.stretch(words.changes, words.none, grid))
    }

    fn was(&self, was: Option<&Was>, absent: &str) -> Cell {
        let Some(was) = was else {
            return Cell::line(absent);
        };
        if was.values.is_empty() {
            return self.unknown();
        }
        let values = was.values.iter().flat_map(|value| match value {
            Some(value) => self.texts.value(value),
            None => vec![self.texts.words.unknown.to_owned()],
        });
        Cell::plain(values.collect()).with_small([self.texts.lang.grade(was.grade).to_owned()])
    }

    /// The questions, and what the grades mean. After everything that can name one.
    pub(crate) fn bases(&self) -> Option<Stretch> {
        let words = self.texts.words;
        if !self.graded {
            return None;
        }
        let rows = self.bases.iter().zip(1usize..).map(|(basis, number)| {
            let size = incident::grouped(basis.checkpoint.size);
            vec![
                Cell::line(number.to_string()),
                Cell::plain(self.texts.paragraphs(&basis.query)),
                Cell::line(size).with_small([self.texts.clean(&basis.checkpoint.root)]),
            ]
        });
        let grid = self.grid("bases", words.based, rows.collect());
        let mut stretch = self.stretch(words.bases, words.none, grid);
        // Before the questions, or it would stand alone on a last page.
        let legend = Piece::Text {
            paragraphs: vec![words.legend.to_owned()],
        };
        stretch.pieces.insert(0, legend);
        Some(stretch)
    }

    fn grid<const N: usize>(
        &self,
        shape: &'static str,
        header: [&'static str; N],
        rows: Vec<Vec<Cell>>,
    ) -> Grid {
        Grid {
            shape,
            caption: None,
            header: header.map(str::to_owned).to_vec(),
            names: 0,
            rows,
        }
    }

    /// The grid under a heading, or a word in its place when it has no row.
    fn stretch(&self, heading: &str, none: &str, grid: Grid) -> Stretch {
        if grid.rows.is_empty() {
            return text(heading, none.to_owned());
        }
        Stretch {
            heading: heading.to_owned(),
            pieces: vec![Piece::Grid(grid)],
        }
    }
}

/// The grid without its first column, which would hold nothing.
fn without_numbers(mut grid: Grid) -> Grid {
    for row in &mut grid.rows {
        row.drain(..1.min(row.len()));
    }
    grid.header.drain(..1.min(grid.header.len()));
    grid.names = 0;
    grid
}

fn text(heading: &str, paragraph: String) -> Stretch {
    Stretch {
        heading: heading.to_owned(),
        pieces: vec![Piece::Text {
            paragraphs: vec![paragraph],
        }],
    }
}
