//! What each law permits a clock to wait for, under the help of `incident delay` and `incident resume`. The regime files
//! are not read for every command that is typed: a test holds this text to them.

pub(crate) const PERMITTED_DELAYS: &str = "\
Permitted, by word or article:
  KR-PIPA-NOTICE   urgent_measures or 39(1)1, force_majeure or 39(1)2
  KR-PIPA-POSS     force_majeure or 39-3(1)
  KR-PIPA-REPORT   force_majeure or 40(1); what need not be reported (40(1), proviso) is decided: `incident decide`
  KR-NET-24, KR-NET-USERS   none
  KR-CREDIT        urgent_measures or 34-4(7)
  EU-33, UK        reasons or 33(1): it explains, and moves no limit
  US-CA            scope_and_integrity or 1798.82
  US-SEC-8K        attorney_general or 8-K Item 1.05(c)
That police or prosecutors ask to wait is no delay: `incident request`.";
