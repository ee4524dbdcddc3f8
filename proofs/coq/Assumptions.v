(* Assumptions.v: prints what the main theorems rest on; the output is compared   *)
(* with assumptions.expected by proofs/test_coq.py.                             *)
From UC Require Import Square Sign TheoremA TheoremB TheoremC Sanity Certificate Statement.

Definition main_theorems := (uniform_convergence_is_vacuous, theorem_A, theorem_A_event,
  theorem_B_eta, theorem_B, theorem_B_01, theorem_B_ramp, theorem_D, theorem_E, theorem_E_root,
  theorem_C_eta, theorem_C, theorem_C_half, @square_prod, @square_lift, @sign_pair, @sign_meets,
  egen_le, flip_eunif_ge, sign_eunif_ge, surrogate_zero, @eunif_antitone, @eunif_le1, false_with_3).
Print Assumptions main_theorems.
