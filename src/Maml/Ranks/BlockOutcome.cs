namespace AutogradMaml.Maml;

/// <summary>What became of a block, as ranks tell each other.</summary>
internal enum BlockOutcome : byte
{
    /// <summary>Losses and direction are finite.</summary>
    Finite,

    /// <summary>One of them is not.</summary>
    NonFinite,

    /// <summary>It threw.</summary>
    Failed,
}
