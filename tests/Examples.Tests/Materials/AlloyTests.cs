using AutogradMaml.Examples.Materials;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed class AlloyTests
{
    private const double R = 8.31446261815324e-3;

    private static readonly Alloy Alloy = Alloy.Of(logFrequency: 50, activationEnergy: 350, exponent: 2.5);

    [Theory]
    [InlineData(100, 740)]
    [InlineData(500, 760)]
    [InlineData(2000, 751.5)]
    public void The_share_is_the_formula_of_the_papers(double seconds, double kelvin)
    {
        double k = Math.Exp(50) * Math.Exp(-350 / (R * kelvin));
        Assert.Equal(1 - Math.Exp(-Math.Pow(k * seconds, 2.5)), Alloy.Fraction(seconds, kelvin), 1e-12);
        Assert.Equal(Math.Log(k), Alloy.LogRateAt(kelvin), 1e-12);
    }

    [Fact]
    public void Known_points_of_the_curve_are_where_they_belong()
    {
        double k = Math.Exp(Alloy.LogRateAt(755));
        Assert.Equal(1 - Math.Exp(-1), Alloy.Fraction(1 / k, 755), 1e-12);
        Assert.Equal(0.5, Alloy.Fraction(Math.Pow(Math.Log(2), 1 / 2.5) / k, 755), 1e-12);
        Assert.Equal(0, Alloy.Fraction(1e-9, 755), 1e-12);
        Assert.Equal(1, Alloy.Fraction(1e9, 755));

        // With n = 1 an exponential: what is left halves in equal times.
        Alloy first = Alloy with { LogExponent = 0 };
        double half = Math.Log(2) / k;
        Assert.Equal(0.75, first.Fraction(2 * half, 755), 1e-12);
        Assert.Equal(0.875, first.Fraction(3 * half, 755), 1e-12);
    }

    [Fact]
    public void The_numbers_of_the_papers_come_back()
    {
        Assert.Equal(50, Alloy.LogFrequency, 1e-10);
        Assert.Equal(350, Alloy.ActivationEnergy, 1e-10);
        Assert.Equal(2.5, Alloy.Exponent, 1e-12);
        Assert.Equal(743, Alloy.Kelvin(Alloy.Coolness(743)), 1e-9);
        Assert.Equal(0, Alloy.Coolness(Alloy.Reference));
        foreach (double share in (double[])[0.01, 0.3, 0.99])
        {
            Assert.Equal(share, Alloy.Fraction(Alloy.SecondsUntil(share, 771), 771), 1e-12);
        }
    }

    [Fact]
    public void The_rate_follows_arrhenius()
    {
        double slope = (Alloy.LogRateAt(770) - Alloy.LogRateAt(750)) / ((1 / (R * 750)) - (1 / (R * 770)));
        Assert.Equal(350, slope, 1e-8);
    }
}
