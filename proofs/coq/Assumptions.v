(* Assumptions.v: prints what the main theorems rest on; the output is compared   *)
(* with assumptions.expected by proofs/test_coq.py.                             *)
From UC Require Import TheoremB.

Definition main_theorems := (theorem_B, theorem_B_01, theorem_B_ramp, theorem_D).
Print Assumptions main_theorems.
