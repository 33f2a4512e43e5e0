
namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>Every initializer once.</summary>
internal static class InitializerCatalogue
{
    private const double OfNormal = 3;
    private const double OfUniform = 1.8;

    // N(0, 1) cut at two: variance 1 - 4 phi(2) / Z and fourth moment 3 variance - 16 phi(2) / Z, with Z = 2 Phi(2) - 1.
    private const double CutDeviation = 0.8796256610342398;
    private const double CutKurtosis = 2.365536717129649;

    private static readonly double Root3 = Math.Sqrt(3);

    public static IReadOnlyList<InitializerRow> Rows { get; } =
    [
        new()
        {
            Name = "constant", Of = nameof(Initializers.Constant),
            Initializer = Initializers.Constant(2.5), InFloat = Initializers.Constant(2.5f),
            Deviation = static (_, _) => 2.5, Kurtosis = 1, Bound = 1,
            Bad = [static () => Initializers.Constant(double.NaN), static () => Initializers.Constant(float.NegativeInfinity)],
        },
        new()
        {
            Name = "uniform", Of = nameof(Initializers.Uniform),
            Initializer = Initializers.Uniform<double>(-2, 2), InFloat = Initializers.Uniform<float>(-2, 2),
            Deviation = static (_, _) => 4 / Math.Sqrt(12), Kurtosis = OfUniform, Bound = Root3,
            Bad = [static () => Initializers.Uniform<double>(1, 0), static () => Initializers.Uniform<double>(0, double.PositiveInfinity)],
        },
        new()
        {
            Name = "normal", Of = nameof(Initializers.Normal),
            Initializer = Initializers.Normal<double>(0.3), InFloat = Initializers.Normal<float>(0.3),
            Deviation = static (_, _) => 0.3, Kurtosis = OfNormal,
            Bad = [static () => Initializers.Normal<double>(-1), static () => Initializers.Normal<float>(double.NaN)],
        },
        new()
        {
            Name = "truncated normal", Of = nameof(Initializers.TruncatedNormal),
            Initializer = Initializers.TruncatedNormal<double>(0.02), InFloat = Initializers.TruncatedNormal<float>(0.02),
            Deviation = static (_, _) => 0.02 * CutDeviation, Kurtosis = CutKurtosis, Bound = 2 / CutDeviation,
            Bad = [static () => Initializers.TruncatedNormal<double>(double.NaN)],
        },
        OfFans("Glorot uniform", nameof(Initializers.GlorotUniform), OfUniform, Root3,
            Initializers.GlorotUniform<double>(), Initializers.GlorotUniform<float>(),
            static (rows, columns) => Math.Sqrt(2.0 / (rows + columns))),
        OfFans("Glorot normal", nameof(Initializers.GlorotNormal), OfNormal, double.PositiveInfinity,
            Initializers.GlorotNormal<double>(), Initializers.GlorotNormal<float>(),
            static (rows, columns) => Math.Sqrt(2.0 / (rows + columns))),
        OfFans("He uniform", nameof(Initializers.HeUniform), OfUniform, Root3,
            Initializers.HeUniform<double>(), Initializers.HeUniform<float>(), static (_, columns) => Math.Sqrt(2.0 / columns)),
        OfFans("He normal", nameof(Initializers.HeNormal), OfNormal, double.PositiveInfinity,
            Initializers.HeNormal<double>(), Initializers.HeNormal<float>(), static (_, columns) => Math.Sqrt(2.0 / columns)),
        OfFans("fan-in uniform", nameof(Initializers.FanInUniform), OfUniform, Root3,
            Initializers.FanInUniform<double>(), Initializers.FanInUniform<float>(), static (_, columns) => 1 / Math.Sqrt(3.0 * columns)),
        new()
        {
            Name = "fan-in uniform of a given fan", Of = nameof(Initializers.FanInUniform),
            Initializer = Initializers.FanInUniform<double>(50), InFloat = Initializers.FanInUniform<float>(50),
            Deviation = static (_, _) => 1 / Math.Sqrt(150), Kurtosis = OfUniform, Bound = Root3,
            Bad = [static () => Initializers.FanInUniform<double>(0)],
        },
        OfFans("orthogonal", nameof(Initializers.Orthogonal), 0, double.PositiveInfinity,
            Initializers.Orthogonal<double>(1.5), Initializers.Orthogonal<float>(1.5),
            static (rows, columns) => 1.5 / Math.Sqrt(Math.Max(rows, columns))) with
            {
                Bad = [static () => Initializers.Orthogonal<double>(double.NaN)],
            },
    ];

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.Name)];

    public static InitializerRow Get(string name) => Rows.Single(row => row.Name == name);

    private static InitializerRow OfFans(
        string name, string of, double kurtosis, double bound, Initializer<double> made, Initializer<float> inFloat,
        Func<int, int, double> deviation) => new()
        {
            Name = name,
            Of = of,
            Initializer = made,
            InFloat = inFloat,
            Deviation = deviation,
            Kurtosis = kurtosis,
            Bound = bound,
            NeedsFans = true,
        };
}
