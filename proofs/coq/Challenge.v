(* Challenge.v: what the development proves, on one page. The text is frozen.    *)
(*                                                                             *)
(* 1. What is taken from the development, each notion pinned by equations        *)
(* 2. The quantities   3. The linear setting   4. The theorems   5. Convex losses   *)
(* The proofs only say that these are the definitions of the development.        *)
From Coq Require Import Reals.
From UC Require Import Prelude Bridge Lebesgue Density Gaussian Product Transfer Learner Linear.
From UC Require Import Coupling Square Sign Setting TheoremA TheoremB TheoremC TheoremH Convex.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope. Local Open Scope ring_scope.

(* ----- 1. spaces ------------------------------------------------------------------ *)
Section spaces. Variable R : realType. Implicit Types A B U : pspace R.
(* a pspace is a measurable type pT with a law pP of total mass 1                  *)
Lemma total A : pP A setT = 1%E. Proof. exact: pP1. Qed.
(* products, and powers as iterated products; crd z i is the i-th coordinate       *)
Lemma product_type A B : pT (psprod A B) = (pT A * pT B)%type :> Type. Proof. by []. Qed.
Lemma product_law A B X Y : measurable X -> measurable Y -> pP (psprod A B) (X `*` Y) = (pP A X * pP B Y)%E.
Proof. by move=> mX mY; rewrite /= product_measure1E. Qed.
Lemma power_0 A : pP (pspow A 0) [set true] = 1%E. Proof. by rewrite /= diracE mem_set. Qed.
Lemma power_S A n : pspow A n.+1 = psprod A (pspow A n). Proof. by []. Qed.
Lemma first A n (z : pT (pspow A n.+1)) : crd z 0 = z.1. Proof. by []. Qed.
Lemma next A n (z : pT (pspow A n.+1)) i : crd z i.+1 = crd z.2 i. Proof. by []. Qed.
(* coins                                                                           *)
Lemma coin_law (p : R) (p0 : 0 <= p) (p1 : p <= 1) :
  pP (biased p0 p1) [set true] = p%:E /\ pP (biased p0 p1) [set false] = (1 - p)%:E.
Proof.
have tf : (false \in [set true]) = false by apply: memNset.
have ft : (true \in [set false]) = false by apply: memNset.
by split; rewrite [LHS]measure_addE /= /mscale /= !diracE ?tf ?ft mem_set// mule1 mule0 ?adde0 ?add0e.
Qed.
Lemma fair : fair_coin R = biased (half_ge0 R) (half_le1 R). Proof. by []. Qed.
(* the standard Gaussian law has the density exp(-x^2/2)/Z on the line              *)
Lemma gaussian_law (X : set R) : measurable X -> pP (psG R) X =
  (\int[[the {measure set R -> \bar R} of @leb R]]_x (\1_X x * ((Z R)^-1 * expR (- (x ^+ 2 / 2))))%:E)%E.
Proof. by move=> mX; rewrite [LHS]gaussE. Qed.
Lemma lebesgue (X : set R) : leb X = lebesgue_measure X. Proof. by []. Qed.
(* maps that preserve laws                                                          *)
Lemma preserves A B (phi : pT A -> pT B) : pres phi <-> measurable_fun setT phi /\
  forall X, measurable X -> pP A (phi @^-1` X) = pP B X. Proof. by []. Qed.

(* ----- the swap lemma: two samples of the same law both lie in a likely event ------- *)
Theorem swap_lemma A B (Phi Psi : pT A -> pT B) (delta : R) G (E : set (pT A)) :
  pres Phi -> pres Psi -> measurable G -> ((1 - delta)%:E <= pP B G)%E -> measurable E ->
  (pP A (~` E) < (1 - 2 * delta)%:E)%E -> exists w, [/\ E w, G (Phi w) & G (Psi w)].
Proof. by move=> pPhi pPsi mG PG; apply: (swap_meets pPhi pPsi (delta := delta)). Qed.

(* ----- the sign lemma: u a fair sign, v = u with probability 1/4, n times ------------ *)
Definition two_signs : pspace R := psprod (fair_coin R) (biased (quarter_ge0 R) (quarter_le1 R)).
Definition first_sign (w : bool * bool) : bool := w.1.
Definition second_sign (w : bool * bool) : bool := w.1 == w.2.
Definition signed A (s : pT A -> pT A) (sgn : bool * bool -> bool) (w : pT two_signs) (x : pT A) : pT A :=
  if sgn w then x else s x.
Lemma coordinatewise U A B (f : pT U -> pT A -> pT B) n (w : pT (pspow U n.+1)) z :
  zmap f w z = (f w.1 z.1, zmap f w.2 z.2). Proof. by []. Qed.
Theorem sign_lemma A (s : pT A -> pT A) n (H : set (pT (pspow A n))) : pres s -> measurable H ->
  fine (pP (pspow A n) H) ^+ 4 <= fine (pP (psprod (pspow A n) (pspow two_signs n))
    [set z | H (zmap (signed s first_sign) z.2 z.1) /\ H (zmap (signed s second_sign) z.2 z.1)]).
Proof. exact: sign_lemma_pow. Qed.
End spaces.

(* ----- 2. the quantities ------------------------------------------------------------ *)
Section quantities. Variables (T : pspace RR) (H : Type) (h : pT T -> H) (pop : H -> RR) (emp : H -> pT T -> RR).
Implicit Types delta b : RR.
Definition has_probability delta (G : set (pT T)) := measurable G /\ ((1 - delta)%:E <= pP T G)%E.
Definition smallest (bound : RR -> Prop) : \bar RR := ereal_inf [set b%:E | b in bound].
Definition e_gen delta := smallest (fun b => exists2 G, has_probability delta G &
  forall S, G S -> pop (h S) - emp (h S) S <= b).
Definition e_unif_alg delta := smallest (fun b => exists2 G, has_probability delta G &
  forall S S', G S -> G S' -> `|pop (h S) - emp (h S) S'| <= b).
Definition e_one_sided delta := smallest (fun b => exists2 G, has_probability delta G &
  forall S S', G S -> G S' -> pop (h S) - emp (h S) S' <= b).
Definition e_zero_error delta := smallest (fun b => exists2 G, has_probability delta G &
  forall S S', G S -> G S' -> emp (h S) S' = 0 -> `|pop (h S) - emp (h S) S'| <= b).
End quantities.

(* ----- 3. the linear setting ---------------------------------------------------------- *)
Section setting. Variables (m D : nat) (s b gamma : RR).
(* a point: a fair label and D independent standard Gaussians; a sample: m points      *)
Definition point_space : pspace RR := psprod (fair_coin RR) (pspow (psG RR) D).
Definition sample_space : pspace RR := pspow point_space m.
(* label, signal x1 = y sqrt s (1/m, ..., 1/m) in R^m, noise x2 ~ N(0, b/D I_D)          *)
Definition label (t : pT point_space) : RR := if t.1 then 1 else -1.
Definition signal (y : RR) : 'rV[RR]_m := y *: const_mx (Num.sqrt s / m%:R).
Definition noise (t : pT point_space) : 'rV[RR]_D := Num.sqrt (b / D%:R) *: \row_k (crd t.2 k : RR).
(* the learner: w = sum_i y_i x_i, one gradient step from 0                             *)
Definition hypothesis := ('rV[RR]_m * 'rV[RR]_D)%type.
Definition learner (S : pT sample_space) : hypothesis := (\sum_(i < m) label (crd S i) *: signal (label (crd S i)),
   \sum_(i < m) label (crd S i) *: noise (crd S i)).
(* the margin loss: 1 up to 0, 0 from gamma on, linear between (gamma = 0: the 0-1 loss) *)
Definition ramp (x : RR) : RR := if x <= 0 then 1 else if gamma <= x then 0 else 1 - x / gamma.
Definition loss_at (w : hypothesis) (t : pT point_space) : RR :=
  ramp (label t * ((\sum_(k < m) w.1 0 k * signal (label t) 0 k) + (\sum_(k < D) w.2 0 k * noise t 0 k))).
Definition L_D (w : hypothesis) : RR := fine (\int[pP point_space]_t (loss_at w t)%:E)%E.
Definition L_hat (w : hypothesis) (S : pT sample_space) : RR := m%:R^-1 * \sum_(i < m) loss_at w (crd S i).
(* S' is S with every noise vector negated                                              *)
Definition flip_of (S S' : pT sample_space) := forall i : 'I_m,
  label (crd S' i) = label (crd S i) /\ noise (crd S' i) = - noise (crd S i).
End setting.

(* ----- 4. the theorems: s = 4 and b = 32 -------------------------------------------------- *)
Section theorems. Variables (m D : nat) (gamma delta eps : R).
Local Notation ln := Rpower.ln.
Local Notation s := 4%coqR. Local Notation b := 32%coqR.
Local Notation "'quantity' q" := (q (sample_space m D) _ (@learner m D s b)
  (@L_D m D s b gamma) (@L_hat m D s b gamma) delta) (at level 10, q at level 9).
Hypothesis m1 : (1 <= m)%N.
Theorem theorem_A : (0 <= gamma < 4)%coqR -> (0 < eps < 1)%coqR -> (0 < delta < 1 / 3)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * ln (4 / eps) + 3 * INR m * ln (INR m / delta) +
   75 * ln (1 / delta) <= INR D)%coqR -> exists2 G, has_probability delta G & forall S : pT (sample_space m D), G S ->
    [/\ @L_hat m D s b gamma (learner s b S) S = 0, @L_D m D s b gamma (learner s b S) <= eps &
        exists2 S', flip_of b S S' & @L_hat m D s b gamma (learner s b S) S' = 1].
Proof.
move=> Hg He Hd HD; have [lA onA] := theorem_A_event (coin b m1 (ltW paper_s)) m1 Hg Hd He HD.
exists (event_A (D := D) (S := coin b m1 (ltW paper_s))) => // S /onA[fit small wrong]; split=> //.
exists (flipped_sample (S := coin b m1 (ltW paper_s)) S) => // i; rewrite /label /noise /flipped_sample !crd_pmap//=.
by split=> //; rewrite -scalerN; congr (_ *: _); apply/rowP => k; rewrite !mxE crd_pmap.
Qed.
(* these are the quantities of the development                                          *)
Let S : paper m := coin b m1 (ltW paper_s).
Let gen_is : quantity e_gen = egen S D gamma delta. Proof. exact: erefl. Qed.
Let unif_is : quantity e_unif_alg = eunif S D gamma delta. Proof. exact: erefl. Qed.
Let one_is : quantity e_one_sided = eabove S D gamma delta. Proof. exact: erefl. Qed.
Let zero_is : quantity e_zero_error = ezero S D gamma delta. Proof. exact: erefl. Qed.
Section holding.
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (He : (0 < eps < 1)%coqR).
Theorem theorem_B (eta : R) : (0 < delta <= 1 / 4)%coqR -> (0 < eta <= 1 / 4)%coqR ->
  (2048 * (1 + eta) / (4 - gamma) ^ 2 * INR m * ln (4 / eps) + 75 / 16 / eta ^ 2 * ln (1 / delta) <= INR D)%coqR ->
  (quantity e_gen <= eps%:E)%E /\ ((1 - eps)%:E <= quantity e_unif_alg)%E.
Proof. by move=> Hd Ht HD; rewrite gen_is unif_is; exact: (theorem_B_eta S m1 Hg Hd He Ht HD). Qed.
Theorem theorem_C (eta : R) (k := ln (1 / (1 - delta))%coqR) : (0 < delta < 1)%coqR -> (0 < eta <= 1 / 4)%coqR ->
  (2048 * (1 + eta) / (4 - gamma) ^ 2 * INR m * ln (4 / eps) + 200 * INR m * k +
   75 / 16 / eta ^ 2 * (ln (1 / delta) + 4 * k) <= INR D)%coqR ->
  (quantity e_gen <= eps%:E)%E /\ ((1 - eps)%:E <= quantity e_unif_alg)%E.
Proof. by move=> Hd Ht HD; rewrite gen_is unif_is; exact: (theorem_C_eta S m1 Hg He Hd Ht HD). Qed.
Theorem theorem_C_half : (0 < delta <= 1 / 2)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * ln (4 / eps) + 75 * ln (1 / delta) <= INR D)%coqR ->
  (quantity e_gen <= eps%:E)%E /\ ((1 - eps)%:E <= quantity e_unif_alg)%E.
Proof. by move=> Hd HD; rewrite gen_is unif_is; exact: (TheoremC.theorem_C_half S m1 Hg He Hd HD). Qed.
Theorem theorem_D : (0 < delta <= 1 / 4)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * ln (4 / eps) + 75 * ln (1 / delta) <= INR D)%coqR ->
  (quantity e_one_sided <= eps%:E)%E /\ (quantity e_zero_error <= eps%:E)%E.
Proof. by move=> Hd HD; rewrite one_is zero_is; exact: (TheoremB.theorem_D S m1 Hg Hd He HD). Qed.
(* every bound on 2 (L_hat - L_D)^2 over a likely set is large somewhere                *)
Theorem theorem_E (G : set (pT (sample_space m D))) (B : hypothesis m D -> RR) : (0 < delta < 1 / 3)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * ln (4 / eps) + 3 * INR m * ln (INR m / delta) +
   75 * ln (1 / delta) <= INR D)%coqR -> has_probability delta G ->
  (forall S S', G S -> G S' -> 2 * (@L_hat m D s b gamma (learner s b S) S' -
    @L_D m D s b gamma (learner s b S)) ^+ 2 <= B (learner s b S)) ->
  exists2 S, G S & 2 * (1 - eps) ^+ 2 <= B (learner s b S).
Proof. by move=> Hd HD lG H; apply: (theorem_E_root (S := S) m1 Hg Hd He HD lG H). Qed.
End holding.
(* below the constant both conclusions fail: with c = 0, where D <= 128 (1 - eta) m (...)  *)
Section below. Variables eta c : R.
Hypotheses (Hg : (0 <= gamma <= 4)%coqR) (Hd : (0 < delta < 1)%coqR) (He : (0 < eps)%coqR).
Hypotheses (Ht : (0 < eta <= 1 / 2)%coqR) (Hc : (0 <= c < 1)%coqR).
Hypothesis HD : (INR D <= 2048 * (1 - eta) / (4 - c * gamma) ^ 2 * INR m * (ln ((1 - c) / eps) - 1 - 1 / eta))%coqR.
Theorem theorem_H : (2 * INR m * ln (2 * INR m / (1 - delta)) +
  16 / eta ^ 2 * ln (2 / (1 - delta)) <= INR D)%coqR -> (eps%:E <= quantity e_gen)%E.
Proof. by rewrite gen_is; exact: (TheoremH.theorem_H S m1 Hg Hd He Ht Hc HD). Qed.
Theorem theorem_I : (0 < D)%N -> (16 / eta ^ 2 * ln (1 / delta) <= INR D)%coqR ->
  (quantity e_unif_alg <= (1 - eps)%:E)%E.
Proof. by rewrite unif_is; exact: (TheoremH.theorem_I S m1 Hg Hd He Ht Hc HD). Qed.
End below.
(* for a large gamma e_unif-alg is no more than eps, and so is e_gen                       *)
Theorem theorem_G (eta : R) : (0 < delta < 1)%coqR -> (0 < eta <= 1 / 4)%coqR -> (0 < gamma)%coqR ->
  (75 / 16 / eta ^ 2 * ln (2 / delta) <= INR D)%coqR ->
  (4 + 32 * (1 + eta) * R_sqrt.sqrt (INR m) <= eps * gamma)%coqR ->
  (quantity e_gen <= eps%:E)%E /\ (quantity e_unif_alg <= eps%:E)%E.
Proof. by move=> Hd Ht g0; rewrite gen_is unif_is; exact: (TheoremH.theorem_G S m1 Hd Ht g0). Qed.
End theorems.
(* without the flip's margin, b < s, no dimension makes uniform convergence vacuous          *)
Theorem no_margin (m D : nat) (s b gamma delta eta : R) : (1 <= m)%N -> (0 < D)%N ->
  (0 < s)%coqR -> (0 < b)%coqR -> (0 <= gamma)%coqR -> (0 < delta <= 1)%coqR -> (0 < eta <= 1 / 4)%coqR ->
  (gamma + b * (1 + eta) < s)%coqR -> (75 / 16 / eta ^ 2 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (e_unif_alg (@learner m D s b) (@L_D m D s b gamma) (@L_hat m D s b gamma) delta <=
   (Order.max 2^-1 (1 - m%:R^-1))%:E)%E.
Proof.
move=> m1 D0 s0 b0 g0 Hd Ht room LD; have s0' : (0 : RR) <= s by apply/RleP; exact: Rlt_le.
exact (theorem_no_margin (coin b m1 s0') m1 s0 b0 g0 Hd Ht room LD D0).
Qed.

(* ----- 5. stochastic convex optimization: x uniform on {0, 1}^d, loss sum_j x_j w_j^2 -------- *)
Section convex. Variables (F : realFieldType) (m d : nat) (delta : F) (G : {set {ffun 'I_m -> {ffun 'I_d -> bool}}}).
Definition loss_of (w : 'I_d -> F) (x : {ffun 'I_d -> bool}) : F := \sum_j (x j)%:R * w j ^+ 2.
Definition population w : F := (\sum_x loss_of w x) / #|{: {ffun 'I_d -> bool}}|%:R.
Definition empirical w (S : {ffun 'I_m -> {ffun 'I_d -> bool}}) : F := (\sum_i loss_of w (S i)) / m%:R.
Definition dark (S : {ffun 'I_m -> {ffun 'I_d -> bool}}) j := [forall i, ~~ S i j].
Hypothesis Hd : delta < 1 - (1 - 2%:R ^- m) ^+ d.
Hypothesis HG : (1 - delta) * #|{: {ffun 'I_m -> {ffun 'I_d -> bool}}}|%:R <= #|G|%:R.
(* on every likely set of samples some vector of the unit ball has a gap of 1/2             *)
Theorem sco_uniform : exists S w, [/\ S \in G, \sum_j w j ^+ 2 <= 1, empirical w S = 0 & population w = 2%:R^-1].
Proof. exact: convex_uniform Hd HG. Qed.
(* and so has the minimiser that picks a coordinate which the sample does not show           *)
Theorem sco_minimiser h : (forall S, [exists j, dark S j] -> exists2 j, dark S j & h S =1 fun k => (k == j)%:R) ->
  (forall S, [exists j, dark S j] -> forall w, empirical (h S) S <= empirical w S) /\
  exists S, [/\ S \in G, \sum_j h S j ^+ 2 <= 1, empirical (h S) S = 0 & population (h S) = 2%:R^-1].
Proof. by move=> /convex_minimiser[least fails]; split=> //; exact: fails Hd HG. Qed.
End convex.
