(* Simplex.v: the simplex of k Gaussian noises, and theorem C for every           *)
(* delta < 1 - 1/k without a hypothesis (theory.md 4, 5C).                       *)
(*                                                                             *)
(*   simplex k rho    == k standard Gaussians on one space, each two of them the   *)
(*                       image of two independent ones: X and                   *)
(*                       - rho X + sqrt (1 - rho^2) Y (their joint law)          *)
(*   next             == one more: with b = rho/(1 + rho) and g independent, the  *)
(*                       k samples sqrt (1 - b^2) X_a - b g, and g               *)
(*   simplex_of n     == k = n + 2 of them, from (- g, g): rho = 1/(k - 1), the law *)
(*                       of sqrt (k/(k-1)) (g_a - mean g)                       *)
(*   simplex_coupling == it is a coupling                                       *)
(*   theorem_C_simplex == a witness for rho = 1/(k - 1), C(k,2) pairs and kappa =  *)
(*                       (k (1 - delta) - 1)/(k - 1) gives both conclusions       *)
(*   theorem_C_half   == theorem B for every delta <= 1/2, by k = 3               *)
From Coq Require Import Reals Lra.
From UC Require Import Constants Prelude Gaussian Bridge Product Transfer Learner.
From UC Require Import Linear Coupling Pairs Setting Witness Rotation Half.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section simplex.
Variable R : realType.
Local Notation G := (psG R).
Local Notation G2 := (psprod (psG R) (psG R)).

Record simplex (k : nat) (rho : R) := Simplex {
  sS : pspace R;
  sX : nat -> pT sS -> R;
  sX_law : forall a, (a < k)%N -> pres (B := G) (sX a);
  sX_pair : forall a c, (a < c)%N -> (c < k)%N -> exists2 U : pT sS -> pT G2,
    pres (B := G2) U & forall w, sX c w = (U w).1 /\ sX a w = lin (- rho) (root rho) (U w) }.

Arguments sX {k rho} _ _ _.
Arguments sX_law {k rho} _ [a].
Arguments sX_pair {k rho} _ [a c].

(* two samples: (- g, g)                                                          *)
Definition pairX (a : nat) (z : pT G2) : R := if a is 0%N then - z.1 else z.1.

Lemma pairX_law a : (a < 2)%N -> pres (A := G2) (B := G) (pairX a).
Proof.
case: a => [|a] _; last exact: pres_fst.
exact: (pres_comp (@pres_opp R) (pres_fst _ _)).
Qed.

Lemma pairX_pair a c : (a < c)%N -> (c < 2)%N -> exists2 U : pT G2 -> pT G2,
  pres (B := G2) U & forall w, pairX c w = (U w).1 /\ pairX a w = lin (- 1) (root 1) (U w).
Proof.
case: a c => [|a] [|[|c]]// _ _; exists id; first exact: pres_id.
by move=> w; rewrite /root expr1n subrr sqrtr0 /lin mul0r addr0 mulN1r.
Qed.

Definition pair_simplex : simplex 2 1 := Simplex pairX_law pairX_pair.

(* one sample more                                                                *)
Section next.
Variables (k : nat) (rho : R).
Hypotheses (rho0 : 0 < rho) (rho1 : rho <= 1).
Variable S : simplex k rho.

Definition next_rho : R := rho / (1 + rho).
Local Notation b := next_rho.
Local Notation al := (root next_rho).
Local Notation r := (root rho).

Let p1 : 0 < 1 + rho. Proof. by rewrite addr_gt0. Qed.
Let bE : b * (1 + rho) = rho. Proof. by rewrite divfK// gt_eqF. Qed.
Let b0 : 0 < b. Proof. exact: divr_gt0. Qed.
Let b1 : b < 1. Proof. by rewrite ltr_pdivr_mulr// mul1r ltr_addr. Qed.
Let al_arg : 0 < 1 - b ^+ 2. Proof. by rewrite subr_gt0 expr_lt1 ?ltW. Qed.
Let al2 : al ^+ 2 = 1 - b ^+ 2. Proof. by rewrite sqr_sqrtr// ltW. Qed.
Let al_neq0 : al != 0. Proof. by rewrite gt_eqF// sqrtr_gt0. Qed.
Let r2 : r ^+ 2 = 1 - rho ^+ 2. Proof. by rewrite sqr_sqrtr// subr_ge0 expr_le1// ltW. Qed.

Definition nextX (a : nat) (w : pT (psprod G (sS S))) : R :=
  if a == k then w.1 else lin (- b) al (w.1, sX S a w.2).

Lemma pres_join (A : pspace R) (X : pT A -> R) : pres (B := G) X ->
  pres (A := psprod G A) (B := G2) (fun w => (w.1, X w.2)).
Proof. by move=> pX; exact: (pres_prod (pres_id G) pX). Qed.

Let unit : (- b) ^+ 2 + al ^+ 2 = 1. Proof. by rewrite sqrrN al2 addrC subrK. Qed.

Lemma nextX_law a : (a < k.+1)%N -> pres (B := G) (nextX a).
Proof.
rewrite ltnS leq_eqVlt /nextX; case: eqP => [_ _|_ /= ak]; first exact: pres_fst.
exact: (pres_comp (pres_lin unit al_neq0) (pres_join (sX_law S ak))).
Qed.

(* (g, (p, q)) to (y, q'): reflect (g, p) to (y, h), then q' = - rho h + r q        *)
Definition turn (z : pT (psprod G G2)) : pT G2 :=
  let z1 := left z in let z2 := (reflect (- b) al z1.1, z1.2) in
  let z3 := right z2 in (z3.1, - rho * z3.2.1 - (- r) * z3.2.2).

Lemma pres_turn : pres turn.
Proof.
have unit' : (- r) ^+ 2 + (- rho) ^+ 2 = 1 by rewrite !sqrrN r2 subrK.
have rho_neq0 : - rho != 0 by rewrite oppr_eq0 gt_eqF.
have p3 := pres_prod (pres_id G) (pres_lin2 unit' rho_neq0).
have p2 := pres_prod (pres_reflect unit al_neq0) (pres_id G).
exact: (pres_comp p3 (pres_comp (pres_right _ _ _) (pres_comp p2 (pres_left _ _ _)))).
Qed.

Lemma nextX_pair a c : (a < c)%N -> (c < k.+1)%N ->
  exists2 U : pT (psprod G (sS S)) -> pT G2, pres (B := G2) U &
  forall w, nextX c w = (U w).1 /\ nextX a w = lin (- b) al (U w).
Proof.
move=> ac; rewrite ltnS leq_eqVlt => /orP[/eqP ck|ck].
  have ak : (a < k)%N by rewrite -ck.
  exists (fun w => (w.1, sX S a w.2)); first by apply: pres_join; exact: sX_law.
  by move=> w; rewrite /nextX (introT eqP ck) (ltn_eqF ak).
have [U pU UE] := sX_pair S ac ck.
exists (fun w => turn (w.1, U w.2)); first exact: (pres_comp pres_turn (pres_prod (pres_id G) pU)).
move=> w; have [Xc Xa] := UE w.2.
rewrite /nextX !ltn_eqF ?(ltn_trans ac)// Xc Xa; split=> //.
rewrite /turn /reflect /lin /=; set p := (U w.2).1; set q := (U w.2).2; set g := w.1.
have kp : b + b * rho = rho by rewrite -[RHS]bE mulrDr mulr1.
have kg : b * b - al * al * rho = - b.
  rewrite -!expr2 al2 -[in RHS](addrK (b * rho) b) kp.
  transitivity (b * (b + b * rho) - rho); [ring|by rewrite kp; ring].
transitivity (g * (b * b - al * al * rho) + al * r * q - al * p * (b + b * rho)); last by ring.
by rewrite kp kg; ring.
Qed.

Definition next : simplex k.+1 next_rho := Simplex nextX_law nextX_pair.
End next.

(* k samples, each two with correlation - 1/(k - 1); here k = n + 2                  *)
Lemma simplex_of n : simplex n.+2 n.+1%:R^-1.
Proof.
elim: n => [|n S]; first by rewrite invr1; exact: pair_simplex.
have -> : n.+2%:R^-1 = next_rho n.+1%:R^-1 :> R.
  have n0 : 1 + n%:R != 0 :> R by rewrite addrC natr1 pnatr_eq0.
  have n1 : 1 + n%:R + 1 != 0 :> R by rewrite [1 + _]addrC !natr1 pnatr_eq0.
  by rewrite /next_rho -natr1; field; rewrite n0 n1.
by apply: next S; rewrite ?invr_gt0 ?ltr0n// invf_le1 ?ltr0n// ler1n.
Defined.

Lemma simplex_mgf k rho (S : simplex k rho) (a c : 'I_k) (t l : R) : rho ^+ 2 <= 1 ->
  (a < c)%N -> let v := 1 + 2 * rho * t - t ^+ 2 * (1 - rho ^+ 2) - 2 * l in 0 < v ->
  (\int[pP (sS S)]_w (expR (t * (sX S a w * sX S c w) + l * sX S c w ^+ 2))%:E =
   (Num.sqrt v)^-1%:E)%E.
Proof.
move=> rho2 ac v v0; have [U pU UE] := sX_pair S ac (ltn_ord c).
pose F (z : pT G2) := (expR (t * (lin (- rho) (root rho) z * z.1) + l * z.1 ^+ 2))%:E.
rewrite -(pair_lin_mgf rho2 v0) -(pres_integral (F := F) pU); last 2 first.
- apply/EFin_measurable_fun; apply: mexp; apply: measurable_funD.
    by apply: measurable_funrM; apply: measurable_funM; [exact: mlin2|exact: mfst].
  by apply: measurable_funrM; apply: measurable_fun_sqr; exact: mfst.
- by move=> z; exact: exp_ge0E.
by apply: eq_integral => w _; have [-> ->] := UE w.
Qed.

Lemma inv_succ2 n : (n.+1%:R^-1 : R) ^+ 2 <= 1.
Proof. by rewrite expr_le1 ?invr_ge0// invf_le1 ?ltr0n// ler1n. Qed.

Definition simplex_coupling n : coupling n.+2 (n.+1%:R^-1 : R) :=
  @Coupling R n.+2 _ (sS (simplex_of n)) (fun a => sX (simplex_of n) a)
    (fun a => sX_law (simplex_of n) (ltn_ord a))
    (fun a c t l ac => @simplex_mgf _ _ (simplex_of n) a c t l (inv_succ2 n) ac).
End simplex.

(* ----- theorem C ------------------------------------------------------------------ *)
Section theorem_C.
Variables (m D n : nat) (S : setting RR m).
Local Notation k := n.+2.
Local Notation rho := (k.-1%:R^-1 : RR).
Local Notation C := (simplex_coupling RR n).
Local Notation kappa delta := ((k%:R * (1 - delta) - 1) / k.-1%:R : RR).

Lemma simplex_coupling_meets (delta : RR) :
  meets (A := COm D m (sL S) C) (B := sample S D) (@part RR D m (sL S) k rho C) delta (kappa delta).
Proof.
exact: (@simplex_meets RR _ _ k (@part RR D m (sL S) k rho C) isT (pres_part D m (sL S) C) delta).
Qed.

Variables (gamma delta eps tau alpha e1 e2 : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N).
Hypotheses (gamma0 : 0 <= gamma) (gamma4 : gamma <= 4%:R).
Hypothesis w : witness rho (INR m) (INR D) gamma delta eps (kappa delta) (INR 'C(k, 2))
  tau alpha e1 e2.

Theorem theorem_C_simplex : (egen S D gamma delta <= eps%:E)%E /\
  ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
split; first by have [] := witness_small S m_gt0 D_gt0 gamma0 gamma4 w.
exact: (witness_pairs m_gt0 D_gt0 gamma0 gamma4 w (@simplex_coupling_meets delta)).
Qed.
End theorem_C.

(* ----- three samples: the constants of theorem B up to delta = 1/2 ---------------- *)
Section half.
Variables (m D : nat) (S : setting RR m) (gamma delta eps : R).
Hypothesis m1 : (1 <= m)%N.
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (Hd : (0 < delta <= 1 / 2)%coqR).
Hypothesis He : (0 < eps < 1)%coqR.
Hypothesis HD : (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  75 * Rpower.ln (1 / delta) <= INR D)%coqR.

Theorem theorem_C_half :
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
have m1' : (1 <= INR m)%coqR by apply: (le_INR 1); apply/ssrnat.leP.
have D_gt0 : (0 < D)%N.
  have Hd' : (0 < delta <= 1)%coqR by lra.
  have := hypothesis_pos _ _ _ _ _ m1' Hg Hd' He HD.
  by rewrite -(ltr0n RR) -INRE => /RltP.
have gamma0 : 0 <= gamma :> RR by case: Hg => /RleP.
have gamma4 : gamma <= 4%:R :> RR.
  by case: Hg => _ /Rlt_le; rewrite (IZR_natE 4) => /RleP.
have two : IZR 2 != 0 :> RR by rewrite (IZR_natE 2) pnatr_eq0.
have w := witness_half _ _ _ _ _ m1' Hg Hd He HD; move: w.
rewrite [Rinv (IZR 2)]RinvE// RdivE// (IZR_natE 2).
rewrite (IZR_natE 3) RminusE RmultE RminusE => w.
apply: (theorem_C_simplex S m1 D_gt0 gamma0 gamma4 (n := 1)).
by rewrite [INR 'C(3, 2)]INRE; exact: w.
Qed.
End half.
