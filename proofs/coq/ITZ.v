(* ITZ.v: CoqInterval's tactic over integers of Coq's own library, so that the   *)
(* only axioms it needs are those of the classical real numbers (no primitive    *)
(* floats, no primitive integers). Always give i_prec: without it the tactic    *)
(* tries primitive floats first.                                               *)
From Interval Require Import Tactic Specific_stdz Specific_ops.
Module SFZ := SpecificFloat StdZRadix2.
Module ITZ := Interval.Tactic.IntervalTactic SFZ.
