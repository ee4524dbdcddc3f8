(* Assumptions.v: prints what the headline theorems, every row of the ledger and the *)
(* theorems that certificates use rest on, at once, since what they share is gone     *)
(* through once; uccheck refuses a library for which it prints anything else.         *)
From UC Require Import Square Sign Law Dilation ChiSquare TheoremA TheoremB Sanity TheoremH ConvexLearners Certificate Challenge.
From UC Require ChiSquare Convex ConvexLearners Coupling Law Learner Loss Sanity Sign Square TailReal TheoremA
  TheoremB TheoremC TheoremH Transfer.

Definition headlines := (@swap_lemma, @sign_lemma, Challenge.theorem_A, Challenge.theorem_B,
  Challenge.theorem_C, Challenge.theorem_C_half, Challenge.theorem_D, Challenge.theorem_E,
  Challenge.theorem_G,
  Challenge.theorem_H, Challenge.theorem_I, no_margin, @sco_uniform, @sco_minimiser, @coin_law, @gaussian_law, @product_law).
Definition ledger := (@ChiSquare.chi_tail, @Convex.convex_minimiser, @Convex.convex_uniform, @ConvexLearners.ball_half,
  @ConvexLearners.ball_range, @ConvexLearners.descent_small, @ConvexLearners.regularised_small,
  @Coupling.flipped_mgf, @Coupling.pres_part, @Law.sq_law, @Law.sq_mgf, @Learner.learn1,
  @Learner.margin_learn, @Loss.poploss_le, @Sanity.eunif_antitone, @Sanity.eunif_le1, @Sanity.surrogate_zero,
  @Sign.sign_lemma_pow, @Square.square_prod, @TailReal.tail_bound, @TailReal.tail_floor, @TheoremA.kl_1,
  @TheoremA.margins_add, @TheoremA.theorem_A_event, @TheoremA.theorem_E, @TheoremA.theorem_E_root,
  @TheoremB.theorem_B, @TheoremB.theorem_B_01, @TheoremB.theorem_B_eta, @TheoremB.theorem_D,
  @TheoremC.theorem_C_eta, @TheoremC.theorem_C_half, @TheoremH.theorem_G, @TheoremH.theorem_H,
  @TheoremH.theorem_I, @TheoremH.theorem_no_margin, @Transfer.small_pop_bounds, @Transfer.swap_meets).
Definition others := (@TheoremA.theorem_A, @theorem_B_ramp, @TheoremC.theorem_C, @pres_gathered, @vec_dilate, @egen_le, @egen_ge,
  @eunif_le_spread, @eunif_le_drowned, @egen_le_drowned, @flip_eunif_ge, @sign_eunif_ge, @picker_fails).
Definition all := (headlines, ledger, others).
Print Assumptions all.
