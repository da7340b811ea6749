//! The strict reading of a selection, for negative claims. A comparison of `issued` with a literal
//! always decides: where the feed allows no answer, `issued = 'no'` is false. A claim that nobody read
//! with a credential that was never issued must not rest on that.

use crate::selection::{Column, Expr, IssuedWord, Predicate, Selection, Test};

/// The selection with every such comparison undecided where nothing can be said; `None` where there
/// is none, so that the figures already are the strict ones.
pub(crate) fn strict(selection: &Selection) -> Option<Selection> {
    let mut any = false;
    let expr = strict_expr(&selection.expr, &mut any);
    any.then(|| Selection::new(expr))
}

fn strict_expr(expr: &Expr, any: &mut bool) -> Expr {
    let mut all = |items: &[Expr]| items.iter().map(|item| strict_expr(item, any)).collect();
    match expr {
        Expr::True => Expr::True,
        Expr::False => Expr::False,
        Expr::And(items) => Expr::And(all(items)),
        Expr::Or(items) => Expr::Or(all(items)),
        Expr::Not(inner) => Expr::Not(Box::new(strict_expr(inner, any))),
        Expr::Test(test) => match &test.test {
            Predicate::Issued(words) if !words.contains(&IssuedWord::CannotSay) => {
                *any = true;
                let bare = Expr::Test(Test::new(Column::Issued, Predicate::IssuedBare));
                let known = literal(vec![IssuedWord::Yes, IssuedWord::Expired]);
                // Bare `issued` is undecided exactly where nothing can be said.
                let doubt = Expr::And(vec![bare, Expr::Not(Box::new(known))]);
                Expr::Or(vec![literal(words.clone()), doubt])
            }
            _ => expr.clone(),
        },
    }
}

fn literal(words: Vec<IssuedWord>) -> Expr {
    Expr::Test(Test::new(Column::Issued, Predicate::Issued(words)))
}
