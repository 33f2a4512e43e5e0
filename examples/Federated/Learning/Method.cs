namespace AutogradMaml.Examples.Federated;

/// <summary>What a client computes in a round.</summary>
internal enum Method
{
    /// <summary>The parameters after local steps: federated averaging. Source: B. McMahan et al., Communication-efficient learning of deep
    /// networks from decentralized data, 2017, algorithm 1.</summary>
    FedAvg,

    /// <summary>The exact meta-gradient through the local steps. Source: A. Fallah, A. Mokhtari and A. Ozdaglar, Personalized federated
    /// learning with theoretical guarantees, 2020, equation 4.</summary>
    Maml,

    /// <summary>The same with the gradients of the local steps taken for constants; the same source, section 3.</summary>
    Fomaml,
}
