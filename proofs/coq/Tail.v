(* Tail.v: the Gaussian tail Q and its sharp bound.                              *)
(*                                                                             *)
(*   tailQ x          == P (x <= X) for a standard Gaussian X                   *)
(*   tailQ_of         == it satisfies TailReal.tail_of, with the development's Z  *)
(*   tailQ_le         == Q x <= q_bound x for x >= 0                            *)
From Coq Require Import Reals.
From UC Require Import Constants TailReal Prelude Lebesgue Density Gaussian Bridge Product.
From UC Require Import Learner Linear Rotation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section tail.
Variable R : realType.
Local Notation lam := [the {measure set R -> \bar R} of @leb R].
Local Notation G := (psG R).
Implicit Types x y : R.

Definition up x : set R := [set t | x <= t].
Definition down x : set R := [set t | t <= x].
Definition tailQ x : R := fine (pP G (up x)).

Lemma mge x : measurable (up x).
Proof. by apply: (measurable_le (f := id)); exact: measurable_fun_id. Qed.

Lemma mdown x : measurable (down x).
Proof.
rewrite (_ : down x = `]-oo, x]%classic); first exact: measurable_itv.
by apply/seteqP; split=> t /=; rewrite /down /= in_itv.
Qed.
Local Hint Resolve mge mdown : core.

Lemma tailQE x : pP G (up x) = (tailQ x)%:E.
Proof. by rewrite fineK// prob_fin//; exact: mge. Qed.

Lemma tailQ_ge0 x : 0 <= tailQ x.
Proof. by rewrite fine_ge0. Qed.

Lemma mco x y : measurable (`[x, y[%classic : set R).
Proof. exact: measurable_itv. Qed.

Lemma tailQ_slice x y : x <= y -> gauss R `[x, y[%classic = (tailQ x - tailQ y)%:E.
Proof.
move=> xy; have mI := mco x y.
have : pP G (up y `|` `[x, y[%classic) = (pP G (up y) + pP G `[x, y[%classic)%E.
  rewrite measureU//; apply/seteqP; split=> t //= -[]; rewrite /up /= in_itv/= => yt /andP[_].
  by rewrite ltNge yt.
have -> : up y `|` `[x, y[%classic = up x.
  apply/seteqP; split=> t; rewrite /up /= in_itv/=; first by move=> [yt|/andP[]//]; exact: le_trans yt.
  by move=> xt; case: (leP y t) => yt; [left|right; rewrite xt].
rewrite !tailQE; have := prob_fin (A := G) mI; rewrite /=.
case: (dens_of _ _ _ _) => // r _; rewrite -EFinD => -[->].
by rewrite addrAC subrr add0r.
Qed.

Lemma slice_bounds x y lo hi : x <= y -> 0 <= lo ->
  (forall t, x <= t <= y -> lo <= gd t <= hi) ->
  (y - x) * lo <= Z R * (tailQ x - tailQ y) <= (y - x) * hi.
Proof.
move=> xy lo0 H; have mI := mco x y; have Z0 := Z_gt0 R.
have hi0 : 0 <= hi.
  have /andP[l1 l2] : lo <= gd x <= hi by apply: H; rewrite lexx.
  exact: le_trans lo0 (le_trans l1 l2).
have lenI : lam `[x, y[%classic = (y - x)%:E.
  rewrite /= leb_itv hlength_itv /= lte_fin -EFinB; case: ltgtP xy => // ->.
  by rewrite subrr.
have cst c : 0 <= c -> (\int[lam]_t (c%:E * (\1_`[x, y[%classic t : R)%:E) = (c * (y - x))%:E)%E.
  move=> c0; rewrite ge0_integralM//.
  - by rewrite integral_indic// setIT lenI.
  - by apply/EFin_measurable_fun; exact: measurable_fun_indic.
  - by move=> t _; exact: indicE_ge0.
have mc c : measurable_fun setT (fun t : R => (c%:E * (\1_`[x, y[%classic t : R)%:E)%E).
  by apply: measurable_funeM; apply/EFin_measurable_fun; exact: measurable_fun_indic.
have mg : measurable_fun setT (fun t : R => (\1_`[x, y[%classic t * gw t)%:E).
  by apply/EFin_measurable_fun; apply: measurable_funM; [exact: measurable_fun_indic|exact: mgw].
have g0 t : (0 <= (\1_`[x, y[%classic t * gw t)%:E)%E.
  by rewrite lee_fin mulr_ge0 ?gw_ge0// indicE ler0n.
have E := tailQ_slice xy; rewrite gaussE// in E.
have on (P : R -> Prop) t : (x <= t <= y -> P 1) -> P 0 -> P (\1_`[x, y[%classic t : R).
  move=> P1 P0; rewrite indicE; case: (boolP (t \in _)) => //.
  by rewrite inE /= in_itv/= => /andP[xt /ltW ty]; apply: P1; rewrite xt.
apply/andP; split.
- have lz : 0 <= lo / Z R by rewrite divr_ge0// ltW.
  have : ((lo / Z R * (y - x))%:E <= (tailQ x - tailQ y)%:E)%E.
    rewrite -(cst _ lz) -E; apply: ge0_le_integral => //.
    + by move=> t _; rewrite mule_ge0// ?lee_fin// indicE_ge0.
    + move=> t _; rewrite -EFinM lee_fin mulrC.
      apply: (on (fun i => i * (lo / Z R) <= i * gw t)) => [tI|]; last by rewrite !mul0r.
      by rewrite !mul1r /gw mulrC ler_pmul2l ?invr_gt0//; case/andP: (H t tI).
  rewrite lee_fin mulrAC ler_pdivr_mulr// => le; by rewrite mulrC [leRHS]mulrC.
- have hz : 0 <= hi / Z R by rewrite divr_ge0// ltW.
  have : ((tailQ x - tailQ y)%:E <= (hi / Z R * (y - x))%:E)%E.
    rewrite -(cst _ hz) -E; apply: ge0_le_integral => //.
    + by move=> t _; rewrite mule_ge0// ?lee_fin// indicE_ge0.
    + move=> t _; rewrite -EFinM lee_fin [leRHS]mulrC.
      apply: (on (fun i => i * gw t <= i * (hi / Z R))) => [tI|]; last by rewrite !mul0r.
      by rewrite !mul1r /gw [leRHS]mulrC ler_pmul2l ?invr_gt0//; case/andP: (H t tI).
  rewrite lee_fin [leRHS]mulrAC ler_pdivl_mulr// => le; by rewrite mulrC [leRHS]mulrC.
Qed.

Lemma tailQ_chernoff x : tailQ x <= expR (2^-1 - x).
Proof.
rewrite -lee_fin -tailQE -[X in pP G X]setIT -integral_indic//.
apply: (@le_trans _ _ (\int[gauss R]_t ((expR (- x))%:E * (expR (1 * t))%:E))%E).
  apply: ge0_le_integral => //.
  - by move=> t _; exact: indicE_ge0.
  - by apply/EFin_measurable_fun; exact: measurable_fun_indic.
  - by move=> t _; rewrite mule_ge0 ?exp_ge0E.
  - apply: measurable_funeM; apply/EFin_measurable_fun; apply: mexp.
    by apply: measurable_funrM; exact: measurable_fun_id.
  move=> t _; rewrite -EFinM lee_fin -exp.expRD indicE; case: (boolP (t \in _)) => [|_].
    rewrite inE /= => xt; rewrite -[leLHS](@exp.expR0 R) ler_expR.
    by rewrite mul1r addrC subr_ge0.
  exact: exp_ge0.
rewrite ge0_integralM//.
- by rewrite (gauss_mgf 1) -EFinM -exp.expRD expr1n div1r addrC.
- apply/EFin_measurable_fun; apply: mexp.
  by apply: measurable_funrM; exact: measurable_fun_id.
- by move=> t _; exact: exp_ge0E.
- exact: exp_ge0E.
Qed.

Lemma tailQ_antitone x y : x <= y -> tailQ y <= tailQ x.
Proof.
move=> xy; rewrite -lee_fin -!tailQE; apply: le_measure; rewrite ?inE//.
by move=> t; exact: le_trans.
Qed.

(* by symmetry                                                                   *)
Lemma tailQ_opp x : pP G (down (- x)) = (tailQ x)%:E.
Proof.
rewrite -tailQE /= -(gauss_sym (mge x)); congr (dens_of _ _ _ _).
by apply/seteqP; split=> t; rewrite /up /down /= ler_oppr.
Qed.

Lemma gd_le1 t : gd t <= 1 :> R.
Proof. by rewrite -[leRHS]exp.expR0 ler_expR oppr_le0 divr_ge0// sqr_ge0. Qed.

Lemma tailQ_half_le : tailQ 0 <= 2^-1.
Proof.
have Z0 := Z_gt0 R.
suff : 2 * tailQ 0 <= 1 by rewrite mulrC -ler_pdivl_mulr// div1r.
apply/ler_addgt0Pr => e e0; pose h := Z R * e.
have h0 : 0 < h by rewrite mulr_gt0.
have /andP[_ ] := @slice_bounds 0 h 0 1 (ltW h0) (lexx 0) (fun t _ => introT andP (conj (gd_ge0 t) (gd_le1 t))).
rewrite subr0 mulr1 => near0.
have near : tailQ 0 <= e + tailQ h by rewrite -ler_subl_addr -(ler_pmul2l Z0).
have mN := mdown (- h).
have dis : up 0 `&` down (- h) = set0.
  apply/seteqP; split=> t //= -[]; rewrite /up /down /= => t0 th.
  by have := le_trans t0 th; rewrite oppr_ge0 leNgt h0.
have mU : measurable (up 0 `|` down (- h)) by exact: measurableU.
have := prob_le1 (A := G) mU.
have -> : pP G (up 0 `|` down (- h)) = (pP G (up 0) + pP G (down (- h)))%E by exact: measureU.
rewrite tailQ_opp tailQE -EFinD lee_fin => le1.
rewrite mulr_natl mulr2n; apply: le_trans (ler_add (lexx _) near) _.
by rewrite addrCA [1 + e]addrC ler_add2l.
Qed.
Lemma tailQ_half : tailQ 0 = 2^-1.
Proof.
apply/eqP; rewrite eq_le tailQ_half_le/=; have mN := mdown 0.
have := prob_union (A := G) (mge 0) mN.
have -> : up 0 `|` down 0 = setT.
  by apply/seteqP; split=> t // _; case: (leP 0 t) => [t0|/ltW t0]; [left|right].
have := tailQ_opp 0; rewrite oppr0 => ->; rewrite pP1 tailQE -EFinD lee_fin => le1.
rewrite -[2^-1]mulr1 ler_pdivr_mull ?ltr0n// mulr_natl mulr2n.
exact: le1.
Qed.
End tail.

(* ----- the tail over Coq's real numbers ---------------------------------------- *)
Section real_tail.

Lemma gd_bell (t : RR) : gd t = bell t.
Proof.
have two : IZR 2 = 2%:R :> RR by rewrite -(INRE 2) INR_IZR_INZ.
rewrite /gd expRE_exp /bell; congr exp.
by rewrite RoppE RdivE two ?pnatr_eq0// RpowE.
Qed.

Theorem tailQ_of : tail_of (Z RR) (@tailQ RR).
Proof.
split.
- by apply/RltP; exact: Z_gt0.
- by move=> x; apply/RleP; exact: tailQ_ge0.
- have two : IZR 2 = 2%:R :> RR by rewrite -(INRE 2) INR_IZR_INZ.
  rewrite RdivE two ?pnatr_eq0// div1r; exact: tailQ_half.
- move=> x e /RltP e0; exists (Order.max x (2^-1 - exp.ln e)); split.
    by apply/RleP; rewrite le_maxr lexx.
  apply/RleP; apply: le_trans (tailQ_chernoff _) _.
  rewrite -[leRHS](@exp.lnK RR) ?posrE// ler_expR ler_subl_addl -ler_subl_addr.
  by rewrite le_maxr lexx orbT.
- move=> x y lo hi /RleP xy /RleP lo0 H.
  have /andP[l r] : (y - x) * lo <= Z RR * (tailQ x - tailQ y) <= (y - x) * hi.
    apply: slice_bounds => // t /andP[/RleP xt /RleP ty].
    by have [/RleP l /RleP r] := H t (conj xt ty); rewrite gd_bell l.
  by split; apply/RleP.
Qed.

Theorem tailQ_le (x : RR) : Rle (IZR 0) x -> tailQ x <= q_bound x.
Proof. by move=> x0; apply/RleP; exact: (tail_bound _ _ tailQ_of). Qed.
End real_tail.
