namespace AutogradMaml.Examples.Tests.Runs;

/// <summary>What the command line of an example makes of arguments.</summary>
internal static class CommandLines
{
    /// <summary>The options that arguments which make sense lead to.</summary>
    /// <param name="invoke">The example's command line.</param>
    /// <param name="arguments">The arguments.</param>
    public static TOptions Accepted<TOptions>(
        Func<IReadOnlyList<string>, Func<TOptions, int>, TextWriter, int> invoke, params string[] arguments)
        where TOptions : class
    {
        TOptions? got = null;
        StringWriter errors = new();
        int code = invoke(
            arguments,
            options =>
            {
                got = options;
                return 0;
            },
            errors);
        Assert.Equal(string.Empty, errors.ToString());
        Assert.Equal(0, code);
        return got!;
    }

    /// <summary>The one line about arguments that make no sense, with exit code 2; nothing runs.</summary>
    /// <param name="invoke">The example's command line.</param>
    /// <param name="arguments">The arguments.</param>
    public static string Refused<TOptions>(
        Func<IReadOnlyList<string>, Func<TOptions, int>, TextWriter, int> invoke, params string[] arguments)
    {
        StringWriter errors = new();
        Assert.Equal(2, invoke(arguments, static _ => throw new InvalidOperationException("It ran."), errors));
        Assert.DoesNotContain("System.", errors.ToString(), StringComparison.Ordinal);
        return Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
