namespace AutogradMaml.Examples.Trader;

/// <summary>The rows of the table.</summary>
internal enum Method
{
    /// <summary>The position 1 always.</summary>
    BuyAndHold,

    /// <summary>The sign of the return of the last 252 days, decided anew when the others adapt. Source: Moskowitz, Ooi and Pedersen, Time
    /// series momentum, 2012, section 4, without their scaling by volatility.</summary>
    Momentum,

    /// <summary>One policy for all assets, trained without adaptation.</summary>
    Pretrained,

    /// <summary>The same, with steps on the support window.</summary>
    FineTuned,

    /// <summary>A policy that starts flat and knows the support window alone.</summary>
    FromNothing,

    /// <summary>First-order MAML.</summary>
    Fomaml,

    /// <summary>MAML, exact.</summary>
    Maml,

    /// <summary>MAML, exact, with a learned step size for each weight.</summary>
    MetaSgd,
}
