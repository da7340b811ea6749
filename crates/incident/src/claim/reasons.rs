//! The sentences that stand beside a verdict on a claim.

use super::{Claim, Counts, Measured, Number, Verdict};
use crate::both::{Both, grouped};

/// Reasons from outside that are repeated in a sentence; further ones are counted.
const REASONS_MAX: usize = 5;

/// Why the verdict is as it is.
pub(super) fn because(
    claim: &Claim,
    measured: &Measured,
    high: Option<u64>,
    verdict: Verdict,
) -> Both {
    let Some(low) = measured.low else {
        return not_told(claim.counts).and(&unknown(measured));
    };
    let shown = shown(claim, low, high);
    let further = match verdict {
        Verdict::Supported => not_stored(),
        Verdict::Contradicted => {
            Both::new("이는 주장과 맞지 않습니다.", "That is not what is claimed.")
        }
        Verdict::CannotSay => why_not(claim, measured, high).and(&unknown(measured)),
    };
    shown.and(&further)
}

/// What is claimed and what the record shows of it.
fn shown(claim: &Claim, low: u64, high: Option<u64>) -> Both {
    let (ko, en) = words(claim.counts);
    let scaled = claim.at_scale();
    let (mut claimed_ko, mut claimed_en) = (claim.number.ko(), claim.number.to_string());
    if scaled != claim.number {
        let scale = grouped(claim.scale);
        claimed_ko.push_str(&format!("(1:{scale} 재현에서는 {})", scaled.ko()));
        claimed_en.push_str(&format!(" ({scaled} in a replay at 1:{scale})"));
    }
    let least = grouped(low);
    let (bounds_ko, bounds_en) = match high {
        Some(high) if high == low => (format!("정확히 {least}"), format!("exactly {least}")),
        Some(high) => {
            let most = grouped(high);
            (
                format!("{least} 이상 {most} 이하"),
                format!("{least} to {most}"),
            )
        }
        None => (
            format!("{least} 이상(상한 없음)"),
            format!("at least {least}, with no upper bound"),
        ),
    };
    Both::new(
        format!("주장한 {ko}: {claimed_ko}. 기록된 {ko}: {bounds_ko}."),
        format!("Claimed {en}: {claimed_en}. In the record: {bounds_en}."),
    )
}

/// Why what is shown decides nothing.
fn why_not(claim: &Claim, measured: &Measured, high: Option<u64>) -> Both {
    if measured
        .high
        .is_some_and(|high| measured.low.is_some_and(|low| low > high))
    {
        return Both::new(
            "측정된 하한이 상한보다 커서 판단하지 않습니다.",
            "The measured bounds cross, so nothing is decided.",
        );
    }
    let is_exact = matches!(claim.number, Number::Exactly(_));
    if !measured.complete {
        return Both::new(
            "기록에 빠진 부분이 있어, 기록에 없다는 것이 열람이 없었다는 뜻은 아닙니다.",
            "The record has gaps: what it does not show may have happened all the same.",
        );
    }
    if measured.undecided > 0 {
        let reads = grouped(measured.undecided);
        return Both::new(
            format!("열람 {reads}건은 이 주장에 해당하는지 기록만으로 알 수 없습니다."),
            format!("Of {reads} reads the record cannot tell whether they are meant."),
        );
    }
    if high.is_some() && high == measured.low && claim.scale > 1 && is_exact {
        return Both::new(
            "축소한 재현의 수로는 정확한 수를 확인할 수 없습니다.",
            "An exact number is finer than the scale of the replay.",
        );
    }
    if high.is_some() && high == measured.low && claim.scale > 1 {
        return Both::new(
            "축소 비율 때문에 이 차이를 판단할 수 없습니다.",
            "The difference is finer than the scale of the replay.",
        );
    }
    Both::new(
        "기록의 범위가 주장을 확정하지도 배제하지도 않습니다.",
        "The bounds neither show the claim nor exclude it.",
    )
}

/// A number that a source does not tell is no small number.
fn not_told(counts: Counts) -> Both {
    let (ko, en) = words(counts);
    Both::new(
        format!("기록의 출처가 {ko}를 알려 주지 않습니다."),
        format!("A source of the record does not tell the number of {en}."),
    )
}

/// *Read* never silently becomes *stored* or *carried away*.
fn not_stored() -> Both {
    Both::new(
        "열람까지의 기록이며, 저장하거나 가져갔는지는 이 기록으로 알 수 없습니다.",
        "This is what was read; whether it was stored or carried away, the record does not tell.",
    )
}

/// What was handed in as the reason why the number is not known better.
fn unknown(measured: &Measured) -> Both {
    let reasons = &measured.because_unknown;
    if reasons.is_empty() {
        return Both::new("", "");
    }
    let told = |of: fn(&Both) -> &str| -> String {
        let told: Vec<&str> = reasons.iter().take(REASONS_MAX).map(of).collect();
        told.join("; ")
    };
    let mut ko = format!("사유: {}", told(|of| &of.ko));
    let mut en = format!("Why: {}", told(|of| &of.en));
    if let Some(more) = reasons
        .len()
        .checked_sub(REASONS_MAX)
        .filter(|more| *more > 0)
    {
        ko.push_str(&format!(" 외 {more}가지"));
        en.push_str(&format!(" and {more} more"));
    }
    Both::new(ko + ".", en + ".")
}

fn words(counts: Counts) -> (&'static str, &'static str) {
    let ko = match counts {
        Counts::Accesses => "조회 수",
        Counts::Reads => "열람 수",
        Counts::Records => "건수",
        Counts::Subjects => "식별자 수",
        Counts::Exposures => "열람 항목 수",
        Counts::People => "사람 수",
    };
    (ko, counts.word())
}
