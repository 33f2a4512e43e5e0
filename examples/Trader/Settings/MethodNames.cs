namespace AutogradMaml.Examples.Trader;

/// <summary>What the methods are called in the table and in the files.</summary>
internal static class MethodNames
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Method> All { get; } = Enum.GetValues<Method>();

    /// <summary>The name of a method.</summary>
    /// <param name="method">The method.</param>
    public static string Of(Method method) => method switch
    {
        Method.BuyAndHold => "buy-and-hold",
        Method.Momentum => "momentum",
        Method.Pretrained => "pretrained",
        Method.FineTuned => "pretrained-tuned",
        Method.FromNothing => "from-nothing",
        Method.Fomaml => "fomaml",
        Method.Maml => "maml",
        Method.MetaSgd => "meta-sgd",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such method."),
    };
}
