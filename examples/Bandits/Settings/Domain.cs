namespace AutogradMaml.Examples.Bandits;

/// <summary>What tasks are.</summary>
internal enum Domain
{
    /// <summary>Bernoulli bandits whose arms pay with probabilities uniform on [0, 1].</summary>
    Bandits,

    /// <summary>Decision processes of 10 states, 5 actions and horizon 10.</summary>
    Tabular,
}
