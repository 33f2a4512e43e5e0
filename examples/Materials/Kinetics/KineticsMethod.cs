namespace AutogradMaml.Examples.Materials;

/// <summary>The ways to calibrate an alloy.</summary>
internal enum KineticsMethod
{
    /// <summary>The mean of the training alloys, without any measurement.</summary>
    MeanAlloy,

    /// <summary>Least squares from the alloy of Avrami's plot.</summary>
    LeastSquaresTextbook,

    /// <summary>Least squares from the mean alloy.</summary>
    LeastSquaresMean,

    /// <summary>Maximum a posteriori, with the mean and the covariance of the training alloys' true numbers as the prior and the true
    /// noise: more than anybody would know.</summary>
    Posterior,

    /// <summary>Inner steps from a meta-learned start, of meta-learned sizes.</summary>
    MetaSgd,
}
