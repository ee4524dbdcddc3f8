(* Assumptions.v: prints what the headline theorems rest on, and the theorems that   *)
(* certificates use; uccheck refuses a library for which it prints anything else.   *)
From UC Require Import Square Sign Law Dilation ChiSquare TheoremA TheoremB Sanity TheoremH ConvexLearners Certificate Challenge.

Definition headlines := (@swap_lemma, @sign_lemma, Challenge.theorem_A, Challenge.theorem_B,
  Challenge.theorem_C, Challenge.theorem_C_half, Challenge.theorem_D, Challenge.theorem_E,
  Challenge.theorem_G,
  Challenge.theorem_H, Challenge.theorem_I, no_margin, @sco_uniform, @sco_minimiser, @coin_law, @gaussian_law, @product_law).
Definition others := (TheoremA.theorem_A, TheoremA.theorem_E, theorem_B_01, theorem_B_ramp,
  TheoremC.theorem_C, surrogate_zero, @eunif_antitone, @eunif_le1, @square_prod, @pres_gathered, @sq_law, @vec_dilate, @chi_tail,
  egen_le, egen_ge, eunif_le_spread, eunif_le_drowned, egen_le_drowned, flip_eunif_ge, sign_eunif_ge,
  @ball_half, @descent_small, @regularised_small, @picker_fails).
Print Assumptions headlines.
Print Assumptions others.
