namespace AutogradMaml.Examples.Runs;

/// <summary>How a step size changes over a training.</summary>
public enum OuterStepSizeShape
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>Along a straight line.</summary>
    Linear,

    /// <summary>Along half a cosine.</summary>
    Cosine,
}
