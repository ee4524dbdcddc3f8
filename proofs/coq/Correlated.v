(* Correlated.v: the correlated flip, and theorem C for every delta < 1 with      *)
(* reverse hypercontractivity as an explicit hypothesis (theory.md 4, 5C).      *)
(*                                                                             *)
(*   correlated rho   == the coupling (- rho X + sqrt (1 - rho^2) Y, X)           *)
(*   reverse_hypercontractivity S D rho == a sample and its correlated flip both   *)
(*                       lie in G with probability >= P(G)^(2/(1-rho)); a cited    *)
(*                       lemma, here a hypothesis of the theorem, not an axiom     *)
(*   theorem_C        == under it, a witness for rho and kappa =                  *)
(*                       (1-delta)^(2/(1-rho)) gives both conclusions, delta < 1  *)
From Coq Require Import Reals Lra.
From UC Require Import Constants Prelude Lebesgue Density Gaussian Bridge Product.
From UC Require Import Transfer Learner Linear Coupling Pairs Setting Witness Rotation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section correlated.
Variables (R : realType) (rho : R).
Hypotheses (rho0 : 0 < rho) (rho1 : rho < 1).
Local Notation G2 := (psprod (psG R) (psG R)).

Local Notation r := (root rho).
Let r_arg : 0 < 1 - rho ^+ 2.
Proof. by rewrite subr_gt0 expr_lt1 ?ltW. Qed.
Let r2 : r ^+ 2 = 1 - rho ^+ 2. Proof. by rewrite sqr_sqrtr// ltW. Qed.
Let r_neq0 : r != 0. Proof. by rewrite gt_eqF// sqrtr_gt0. Qed.

Definition correlated_map (a : 'I_2) (z : pT G2) : R :=
  if val a is 0%N then lin (- rho) r z else z.1.

Lemma pres_correlated a : pres (A := G2) (B := psG R) (correlated_map a).
Proof.
case: a => [[|i] lti]; last exact: pres_fst.
by apply: pres_lin; rewrite // sqrrN r2 addrC subrK.
Qed.

Lemma correlated_pair (a c : 'I_2) (t l : R) : (a < c)%N ->
  let v := 1 + 2 * rho * t - t ^+ 2 * (1 - rho ^+ 2) - 2 * l in 0 < v ->
  (\int[pP G2]_z (expR (t * (correlated_map a z * correlated_map c z) +
     l * correlated_map c z ^+ 2))%:E = (Num.sqrt v)^-1%:E)%E.
Proof.
case: a c => [[|[|//]] ?] [[|[|//]] ?] //= _; apply: pair_lin_mgf.
by rewrite -subr_ge0 ltW.
Qed.

Definition correlated : coupling 2 rho := Coupling pres_correlated correlated_pair.
End correlated.

(* ----- theorem C ------------------------------------------------------------------ *)
Section theorem_C.
Variables (m D : nat) (S : setting RR m) (rho : RR).
Hypotheses (rho0 : 0 < rho) (rho1 : rho < 1).
Local Notation C := (correlated rho0 rho1).
Local Notation pair := (COm D m (sL S) C).
Local Notation part := (@part RR D m (sL S) 2 rho C).

(* the two-set Gaussian lemma of Borell and of Mossel et al., applied to G and - G and
   averaged over the labels                                                           *)
Definition reverse_hypercontractivity := forall (G : set (pT (sample S D))) (p : RR),
  measurable G -> (0 < p)%coqR -> (p%:E <= pP (sample S D) G)%E ->
  ((Rpower p (2 / (1 - rho)))%coqR%:E <=
   pP pair (part ord0 @^-1` G `&` part ord_max @^-1` G))%E.

Hypothesis RH : reverse_hypercontractivity.

Lemma correlated_meets (delta : RR) : (delta < 1)%coqR ->
  meets (A := pair) (B := sample S D) part delta (Rpower (1 - delta) (2 / (1 - rho)))%coqR.
Proof.
move=> d1 G E [mG PG] mE PE; apply/not_existsP => none.
have d0 : (0 < 1 - delta)%coqR by lra.
have := RH mG d0 PG; apply/negP; rewrite -ltNge; apply: le_lt_trans PE.
have mpart a : measurable (part a @^-1` G).
  by apply: (pres_preimage (A := pair) (B := sample S D)) mG; exact: pres_part.
apply: le_measure; rewrite ?inE; [exact: measurableI|exact: measurableC|].
move=> w [G0 G1] Ew; apply: (none w); exists ord0, ord_max.
by split.
Qed.

Variables (gamma delta eps tau alpha e1 e2 : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N).
Hypotheses (gamma0 : 0 <= gamma) (gamma4 : gamma <= 4%:R) (d1 : (delta < 1)%coqR).
Hypothesis w : witness rho (INR m) (INR D) gamma delta eps
  (Rpower (1 - delta) (2 / (1 - rho)))%coqR (INR 'C(2, 2)) tau alpha e1 e2.

Theorem theorem_C : (egen S D gamma delta <= eps%:E)%E /\
  ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
split; first by have [] := witness_small S m_gt0 D_gt0 gamma0 gamma4 w.
exact: (witness_pairs m_gt0 D_gt0 gamma0 gamma4 w (correlated_meets d1)).
Qed.
End theorem_C.
