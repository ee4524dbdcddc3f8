(* Drowned.v: for a gamma far above every margin all losses are near 1, so that    *)
(* uniform convergence holds (theory.md 5G).                                     *)
(*                                                                             *)
(*   loss_ge_abs      == the loss at x is at least 1 - |x| / g                    *)
(*   abs_le_cosh      == |x| <= (exp x + exp (- x)) / 2                           *)
(*   energy z         == the sum of all |x2_i|^2; energy_mean: its mgf and a bound *)
(*   drowns           == drowned numbers give e_unif_alg <= v                     *)
From Coq Require Import Reals Lra.
From UC Require Import Constants TailReal Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Rotation Square Law Pairs Setting Loss Witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section scalars.
Variable R : realType.
Implicit Types g x a : R.

Lemma loss_ge_abs g x : 0 < g -> 1 <= loss g x + g^-1 * `|x|.
Proof.
move=> g0; rewrite /loss; case: (leP x 0) => x0; first by rewrite ler_addl mulr_ge0// invr_ge0 ltW.
rewrite gtr0_norm//; case: (leP g x) => gx; last by rewrite [x / g]mulrC subrK.
by rewrite add0r mulrC ler_pdivl_mulr// mul1r.
Qed.

Lemma abs_le_cosh x : 2 * `|x| <= expR x + expR (- x).
Proof.
have a0 : 0 <= `|x| / 2 by rewrite divr_ge0.
apply: (@le_trans _ _ (expR `|x|)); last first.
  by case: (ger0P x) => _; rewrite ?ler_addl ?ler_addr exp_ge0.
have -> : `|x| = `|x| / 2 + `|x| / 2 by rewrite -splitr.
set a := `|x| / 2 in a0 *; have e := expR_ge1Dx a0; rewrite exp.expRD.
apply: (@le_trans _ _ ((1 + a) * (1 + a))); last by rewrite ler_pmul// addr_ge0.
rewrite -subr_ge0 (_ : _ - _ = (1 - a) ^+ 2) ?sqr_ge0//; ring.
Qed.

Lemma dot_amgm D (u v : 'rV[R]_D) a : 0 < a -> 2 * `|dot u v| <= a * dot u u + a^-1 * dot v v.
Proof.
move=> a0; have an0 : a != 0 by rewrite gt_eqF.
have key (e : R) : e ^+ 2 = 1 -> 2 * (e * dot u v) <= a * dot u u + a^-1 * dot v v.
  move=> e2; have := dot_ge0 (a *: u + (- e) *: v); rewrite dotDl !dotDr !dotZl !dotZr (dotC v u).
  set p := dot u u; set q := dot u v; set r := dot v v => ge0.
  rewrite -subr_ge0 -(pmulr_rge0 _ a0); move: ge0; congr (0 <= _).
  transitivity (a * a * p - 2 * (a * e * q) + e ^+ 2 * r); first by ring.
  by rewrite e2; field.
case: (ger0P (dot u v)) => _; first by have := key 1 (expr1n _ _); rewrite mul1r.
by have := key (-1); rewrite sqrrN expr1n mulN1r; apply.
Qed.
End scalars.

Section drowned.
Variables (s b : RR) (m D : nat) (S : setting m s b) (gamma : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N) (s0 : 0 < s) (b0 : 0 < b).
Local Notation Om := (sample S D).
Local Notation X := (X D (sL S)).
Local Notation h := (@learned RR m s b S D).
Local Notation pop := (@pop RR m s b S D gamma).
Local Notation emp := (@emp RR m s b S D gamma).
Local Notation sig := (sigma b D).
Local Notation sq := (sq sig (su S) (slab S)).
Implicit Type z : pT Om.

Variables (delta alpha beta reach v : RR).
Hypothesis w : drowned s b (INR m) (INR D) gamma delta alpha beta reach v.
Hypothesis gamma_gt0 : 0 < gamma.

Let mR : 0 < m%:R :> RR. Proof. by rewrite ltr0n. Qed.
Let m_neq0 : m%:R != 0 :> RR. Proof. by rewrite gt_eqF. Qed.
Let gamma0 : 0 <= gamma := ltW gamma_gt0.
Let sig0 : 0 < sig := sigma_gt0 D_gt0 b0.
Let alpha0 : 0 < alpha. Proof. by apply/RltP; exact: (d_alpha w). Qed.
Let beta0 : 0 < beta. Proof. by apply/RltP; exact: (d_beta w). Qed.
Let reach0 : 0 < reach. Proof. by apply/RltP; exact: (d_reach w). Qed.
Let a1 : 0 < 1 + alpha. Proof. by rewrite addr_gt0. Qed.
Let b1 : 0 < 1 + beta. Proof. by rewrite addr_gt0. Qed.
Let cross : b ^+ 2 * m%:R * (1 + alpha) * (1 + beta) <= reach ^+ 2.
Proof. by have /RleP := d_cross w; rewrite !to_ring. Qed.

Local Notation B := (radius b m alpha).
Local Notation B2 := (radius b m beta).
Local Notation mu1 := (mu b m D alpha).
Let mu2 : RR := beta * D%:R / (2 * b * (1 + beta)).

Definition energy z : RR := \sum_(i < m) dot (zs sig z i) (zs sig z i).

Let mu2_sigma : 1 - 2 * (mu2 * sig ^+ 2) = (1 + beta)^-1.
Proof. by rewrite sigma2// /mu2; field; rewrite !gt_eqF ?ltr0n. Qed.

Lemma menergy : measurable_fun setT energy.
Proof. by apply: msum => i; apply: mdot; exact: mzs. Qed.

Lemma energy_mean : mean (A := Om) (fun z => expR (mu2 * (energy z - B2)))
  (exp (long_exponent (INR m * INR D) beta)).
Proof.
have l2 : mu2 * sig ^+ 2 < 2^-1.
  by rewrite -[2^-1]mul1r ltr_pdivl_mulr// mulrC -subr_gt0 mu2_sigma invr_gt0.
have one : mean (A := Om) (fun z => \prod_(i < m) expR (mu2 * sig ^+ 2 * dot (vec (crd z i : pT X).2) (vec (crd z i : pT X).2)))
    (((Num.sqrt (1 + beta)^-1)^-1 ^+ D) ^+ m).
  have mg : measurable_fun setT (fun t : pT X => expR (mu2 * sig ^+ 2 * dot (vec t.2) (vec t.2))).
    by apply: mexp; apply: measurable_funrM; apply: mdot; apply: mvvec; exact: msnd.
  split.
  - by apply: mprod => i; apply: (measurable_fun_comp mg); exact: mcrd.
  - by move=> z; rewrite prodr_ge0// => i _; exact: exp_ge0.
  rewrite (@pow_prod _ X m (fun _ t => expR (mu2 * sig ^+ 2 * dot (vec t.2) (vec t.2)))
     (fun _ => (Num.sqrt (1 + beta)^-1)^-1 ^+ D))//.
  - by rewrite prodr_const card_ord.
  - by move=> _ x; exact: exp_ge0.
  move=> _; rewrite -mu2_sigma -vec_sq_mgf//.
  apply: (pres_integral (F := fun y => (expR (mu2 * sig ^+ 2 * dot (vec y) (vec y)))%:E) (pres_snd (sL S) (V RR D))).
  - by apply/EFin_measurable_fun; apply: mexp; apply: measurable_funrM; apply: mdot; apply: mvvec; exact: measurable_fun_id.
  - by move=> y; exact: exp_ge0E.
have -> : (fun z => expR (mu2 * (energy z - B2))) = (fun z => expR (- (mu2 * B2)) *
    \prod_(i < m) expR (mu2 * sig ^+ 2 * dot (vec (crd z i : pT X).2) (vec (crd z i : pT X).2))).
  apply/funext => z; rewrite mulrBr addrC exp.expRD; congr (_ * _); rewrite -expR_sum /energy mulr_sumr.
  by congr expR; apply: eq_bigr => i _; rewrite /zs dotZl dotZr; ring.
have -> : exp (long_exponent (INR m * INR D) beta) =
    expR (- (mu2 * B2)) * ((Num.sqrt (1 + beta)^-1)^-1 ^+ D) ^+ m.
  rewrite mulrC -exprM pow_sqrt_exp ?invr_gt0//; congr exp.
  have b1' : Rlt (IZR 0) (Rplus (IZR 1) beta) by exact/RltP.
  have -> : (1 + beta)^-1 = Rinv (Rplus (IZR 1) beta) by rewrite RinvE ?gt_eqF.
  rewrite /long_exponent ln_Rinv// mulnC; set l := Rpower.ln _.
  rewrite !RdivE ?(IZR_natE 2) ?pnatr_eq0// !to_ring /mu2 /radius natrM.
  by field; rewrite !gt_eqF ?ltr0n.
by apply: mean_scale => //; exact: exp_ge0.
Qed.

Definition calm : set (pT Om) := [set z | expR (mu1 * (sq z - B)) + expR (mu2 * (energy z - B2)) < 1].

Lemma calm_likely : likely (pP Om) delta calm.
Proof.
have m1 := mu_sigma_lt1 m_gt0 D_gt0 b0 a1.
apply: (mean_likely (mean_add (long_mean D (su S) (smlab S) (slab2 S) m_gt0 B m1) energy_mean)).
by rewrite p_longE//; have /RleP := d_rare w; rewrite RplusE.
Qed.

Lemma calmP z : calm z -> sq z <= B /\ energy z <= B2.
Proof.
have m1 := mu_gt0 m_gt0 D_gt0 b0 a1 alpha0.
have m2 : 0 < mu2 by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
move=> lt; split.
  have : expR (mu1 * (sq z - B)) < 1 by apply: le_lt_trans lt; rewrite ler_addl exp_ge0.
  by rewrite expR_lt1 pmulr_rlt0// subr_lt0 => /ltW.
have : expR (mu2 * (energy z - B2)) < 1 by apply: le_lt_trans lt; rewrite ler_addr exp_ge0.
by rewrite expR_lt1 pmulr_rlt0// subr_lt0 => /ltW.
Qed.

(* fresh margins                                                                    *)
Lemma fresh_reach : sig * Num.sqrt B * expR 2^-1 <= reach.
Proof.
have B0 := radius_gt0 m_gt0 b0 a1.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?sqrtr_ge0 ?exp_ge0 ?(ltW reach0)//.
apply: le_trans cross; rewrite !exprMn sigma2// (sqr_sqrtr (ltW B0)) /radius expr2 -exp.expRD.
have -> : 2^-1 + 2^-1 = 1 :> RR by rewrite [RHS](splitr 1) !div1r.
have e3 : expR 1 <= 3%:R :> RR by rewrite expRE_exp -(IZR_natE 3); apply/RleP; exact: exp_le_3.
have d3 : 3%:R <= D%:R :> RR by rewrite -(IZR_natE 3) -INRE; apply/RleP; exact: (d_D w).
have D0 : 0 < D%:R :> RR by rewrite ltr0n.
have -> : b / D%:R * (b * m%:R * (1 + alpha)) * expR 1 = b ^+ 2 * m%:R * (1 + alpha) * (expR 1 / D%:R).
  by field; rewrite gt_eqF.
rewrite ler_wpmul2l ?mulr_ge0 ?(ltW b0) ?(ltW a1)//.
apply: (@le_trans _ _ 1); last by rewrite ler_addl ltW.
by rewrite ler_pdivr_mulr// mul1r (le_trans e3).
Qed.

Lemma pop_drowns z : sq z <= B -> 1 - pop (h z) <= (s + reach) / gamma.
Proof.
move=> sB; have B0 := radius_gt0 m_gt0 b0 a1; set W := (h z).2.
pose q : RR := (Num.sqrt B)^-1; have q0 : 0 < q by rewrite invr_gt0 sqrtr_gt0.
pose k : RR := sig / (2 * q); have k0 : 0 <= k by rewrite divr_ge0 ?(ltW sig0)// mulr_ge0// ltW.
have E (e : RR) : mean (A := X) (fun t => expR (e * slab S t.1 * dot W (vec t.2))) (expR (e ^+ 2 * dot W W / 2)).
  split; [by apply: mexp; apply: mlin; exact: smlab|by move=> t; exact: exp_ge0|].
  by rewrite lin_mgf//; [exact: smlab|exact: slab2].
have uL : unitf (A := X) (fun t => loss gamma (margin (su S) (h z) (slab S t.1) (sig *: vec t.2))).
  by split=> [|t]; [apply: mloss_margin; exact: smlab|exact: loss_between].
have gi : 0 <= gamma^-1 by rewrite invr_ge0.
have M := mean_add (unit_mean uL) (mean_scale gi (mean_add (mean_cst X (ltW s0)) (mean_scale k0 (mean_add (E q) (E (- q)))))).
have := mean_le (mean_cst X ler01) M; rewrite -[ave _]/(pop (h z)) sqrrN => le1.
have {le1} : 1 <= pop (h z) + gamma^-1 * (s + k * (expR (q ^+ 2 * dot W W / 2) + expR (q ^+ 2 * dot W W / 2))).
  apply: le1 => t; set Y := margin _ _ _ _.
  apply: (le_trans (loss_ge_abs Y gamma_gt0)); rewrite ler_add2l ler_wpmul2l// /Y.
  rewrite (fresh_marginE sig (slab2 S) m_gt0 (su2 S)) dotZl; set y := slab S t.1 * _.
  apply: (le_trans (ler_norm_add _ _)); rewrite (gtr0_norm s0) ler_add2l normrM (gtr0_norm sig0).
  have -> : q * slab S t.1 * dot W (vec t.2) = q * y by rewrite mulrA.
  have -> : - q * slab S t.1 * dot W (vec t.2) = - (q * y) by rewrite !mulNr mulrA.
  have c := abs_le_cosh (q * y); apply: le_trans (ler_wpmul2l k0 c).
  by rewrite [`|q * y|]normrM (gtr0_norm q0) /k le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
rewrite -ler_subl_addl => le1; apply: (le_trans le1); rewrite mulrC ler_wpmul2r// ler_add2l.
have small : expR (q ^+ 2 * dot W W / 2) <= expR 2^-1.
  rewrite ler_expR -[leRHS]div1r ler_pmul2r ?invr_gt0 ?ltr0n//.
  by rewrite /q exprVn (sqr_sqrtr (ltW B0)) mulrC ler_pdivr_mulr// mul1r.
apply: (@le_trans _ _ (k * (expR 2^-1 + expR 2^-1))); first by rewrite ler_wpmul2l// ler_add.
apply: le_trans fresh_reach; rewrite /k /q le_eqVlt; apply/orP; left; apply/eqP; field.
by rewrite gt_eqF// sqrtr_gt0.
Qed.

(* the margins of another sample                                                    *)
Lemma emp_drowns z y : sq z <= B -> energy y <= B2 -> 1 - emp (h z) y <= (s + reach) / gamma.
Proof.
move=> sB tB; set W := (h z).2.
pose M i := margin (su S) (h z) (ys (slab S) y i) (zs sig y i).
have y2 i : ys (slab S) y i * ys (slab S) y i = 1 by exact: slab2.
have ME i : `|M i| <= s + `|dot W (zs sig y i)|.
  have := margin_signal m_neq0 (su2 S) (zs sig z) (fun j => slab2 S (crd z j : pT X).1) W (zs sig y i) (y2 i).
  rewrite -/(ys (slab S) z) -/(hS sig (su S) (slab S) z) -[(_, W)]surjective_pairing -/(M i) => ->.
  apply: (le_trans (ler_norm_add _ _)); rewrite (gtr0_norm s0) ler_add2l normrM.
  have /eqP : `|ys (slab S) y i| ^+ 2 = 1 by rewrite -normrX expr2 y2 normr1.
  by rewrite sqrf_eq1 => /orP[] /eqP e; rewrite ?e ?mul1r//; have := normr_ge0 (ys (slab S) y i); rewrite e oppr_ge0 leNgt ltr01.
pose a : RR := b * (1 + beta) / reach; have a0 : 0 < a by rewrite divr_gt0 ?mulr_gt0.
have half : \sum_(i < m) `|dot W (zs sig y i)| <= m%:R * reach.
  rewrite -(ler_pmul2l (ltr0n RR 2)) mulr_sumr.
  apply: (le_trans (ler_sum _ (fun i _ => dot_amgm W (zs sig y i) a0))).
  rewrite big_split /= sumr_const card_ord -mulr_sumr -/(energy y) -[_ *+ m]mulr_natl.
  rewrite [2%:R * (_ * _)]mulr_natl [_ *+ 2]mulr2n; apply: ler_add.
    rewrite ler_pmul2l//; apply: (@le_trans _ _ (a * B)); first by rewrite ler_pmul2l.
    rewrite /a /radius mulrAC ler_pdivr_mulr// -expr2; apply: le_trans cross.
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
  apply: (@le_trans _ _ (a^-1 * B2)); first by rewrite ler_pmul2l ?invr_gt0.
  by rewrite /a /radius le_eqVlt; apply/orP; left; apply/eqP; field; rewrite !gt_eqF.
have all : m%:R <= \sum_(i < m) loss gamma (M i) + gamma^-1 * (m%:R * s + m%:R * reach).
  apply: (@le_trans _ _ (\sum_(i < m) 1)); first by rewrite sumr_const card_ord.
  apply: (le_trans (ler_sum _ (fun i _ => loss_ge_abs (M i) gamma_gt0))).
  rewrite big_split /= ler_add2l -mulr_sumr ler_pmul2l ?invr_gt0//.
  apply: (le_trans (ler_sum _ (fun i _ => ME i))); rewrite big_split /= sumr_const card_ord -[_ *+ m]mulr_natl.
  by rewrite ler_add2l.
rewrite /Setting.emp /emploss ler_subl_addr -(ler_pmul2l mR) mulr1 mulrDr mulVKf//.
rewrite addrC; apply: (le_trans all); rewrite ler_add2l le_eqVlt; apply/orP; left; apply/eqP.
by field; rewrite gt_eqF.
Qed.

Theorem drowns : (eunif S D gamma delta <= v%:E)%E.
Proof.
have vg : (s + reach) / gamma <= v.
  by rewrite ler_pdivr_mulr//; have /RleP := d_gamma w; rewrite RplusE RmultE.
apply: smallest_le; exists calm; first exact: calm_likely.
move=> z y /calmP[sz _] /calmP[_ ty]; apply: le_trans vg.
have p := pop_drowns sz; have e := emp_drowns sz ty.
have /andP[_ p1] := poploss_between sig (su S) (smlab S) (h z) gamma0.
have /andP[_ e1] := emploss_between sig (su S) (slab S) m_gt0 (h z) y gamma0.
rewrite ler_norml; apply/andP; split.
  rewrite ler_oppl opprB; apply: le_trans p; exact: ler_sub.
by apply: le_trans e; exact: ler_sub.
Qed.
End drowned.
