namespace AutogradMaml.Nn;

/// <summary>What a loss makes of the losses of its elements, over all axes but the leading task axes.</summary>
public enum LossReduction
{
    /// <summary>Their mean: sum_k l_k / n, or sum_k l_k / sum_k w_k where the loss has weights that it divides by.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>None: a loss for each element, whatever the task axes. For looking at them; a learner needs one number for each
    /// task.</summary>
    None,
}
