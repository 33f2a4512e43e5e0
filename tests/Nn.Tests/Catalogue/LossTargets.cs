namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>What the targets of a loss are.</summary>
internal enum LossTargets
{
    /// <summary>Class numbers, one for each example.</summary>
    Labels,

    /// <summary>Class numbers, some of them -100: such an example is passed over.</summary>
    LabelsWithGaps,

    /// <summary>Numbers from 0 to 1, of the shape of the prediction; the loss is differentiable by them.</summary>
    Shares,
}
