namespace AutogradMaml.Examples.Materials;

/// <summary>
/// An alloy's isothermal transformation after Johnson, Mehl, Avrami and Kolmogorov: X(t, T) = 1 - exp(-(k t)^n), k = k0 exp(-Q / (R T)).
/// </summary>
/// <remarks>
/// <para>Told by three numbers of about equal size: with k0 itself, ln k0 and Q are so strongly correlated over any range of temperatures
/// that can be measured that descent along one of them undoes that along the other. With the rate at a temperature in the middle, k = exp(
/// <paramref name="LogRate"/> + <paramref name="Energy"/> z), z = (100 kJ/mol / R) (1 / <see cref="Reference"/> - 1 / T).</para>
/// <para>Sources: A. N. Kolmogorov, On the statistical theory of metal crystallization, 1937; W. A. Johnson and R. F. Mehl, Reaction
/// kinetics in processes of nucleation and growth, 1939; M. Avrami, Kinetics of phase change I, 1939.</para>
/// </remarks>
/// <param name="LogRate">ln(k s) at <see cref="Reference"/>.</param>
/// <param name="Energy">Q, in units of 100 kJ/mol.</param>
/// <param name="LogExponent">ln n.</param>
internal readonly record struct Alloy(double LogRate, double Energy, double LogExponent)
{
    /// <summary>The temperature at which the rate is told, in kelvin.</summary>
    public const double Reference = 760;

    /// <summary>The unit of <see cref="Energy"/>, in kJ/mol.</summary>
    public const double EnergyUnit = 100;

    /// <summary>R, in kJ/(mol K): exact since the units of 2019.</summary>
    public const double GasConstant = 8.31446261815324e-3;

    /// <summary>Above which the inner (k t)^n makes no difference: 1 - exp(-100) is 1 in double precision.</summary>
    public const double Complete = 100;

    /// <summary>n, Avrami's exponent.</summary>
    public double Exponent => Math.Exp(LogExponent);

    /// <summary>Q, in kJ/mol.</summary>
    public double ActivationEnergy => EnergyUnit * Energy;

    /// <summary>ln(k0 s).</summary>
    public double LogFrequency => LogRate + (ActivationEnergy / (GasConstant * Reference));

    /// <summary>Whether all three numbers are finite.</summary>
    public bool IsFinite => double.IsFinite(LogRate) && double.IsFinite(Energy) && double.IsFinite(LogExponent);

    /// <summary>From the numbers that the papers tell.</summary>
    /// <param name="logFrequency">ln(k0 s).</param>
    /// <param name="activationEnergy">Q, in kJ/mol.</param>
    /// <param name="exponent">n; above 0.</param>
    public static Alloy Of(double logFrequency, double activationEnergy, double exponent)
        => new(
            logFrequency - (activationEnergy / (GasConstant * Reference)), activationEnergy / EnergyUnit, Math.Log(exponent));

    /// <summary>z, by which a temperature enters: what <see cref="Energy"/> adds to ln k, for each unit of it.</summary>
    /// <param name="kelvin">T, in kelvin.</param>
    public static double Coolness(double kelvin) => EnergyUnit / GasConstant * ((1 / Reference) - (1 / kelvin));

    /// <summary>T, from z.</summary>
    /// <param name="coolness">z.</param>
    public static double Kelvin(double coolness) => 1 / ((1 / Reference) - (coolness * GasConstant / EnergyUnit));

    /// <summary>ln(k s) at a temperature.</summary>
    /// <param name="kelvin">T, in kelvin.</param>
    public double LogRateAt(double kelvin) => LogRate + (Energy * Coolness(kelvin));

    /// <summary>X, the share that has transformed.</summary>
    /// <param name="seconds">t, in seconds.</param>
    /// <param name="kelvin">T, in kelvin.</param>
    public double Fraction(double seconds, double kelvin) => FractionAt(Math.Log(seconds), Coolness(kelvin));

    /// <summary>X, by the two numbers that the model is given.</summary>
    /// <param name="logSeconds">ln(t / s).</param>
    /// <param name="coolness">z.</param>
    public double FractionAt(double logSeconds, double coolness)
        => 1 - Math.Exp(-Math.Min(Complete, Math.Exp(Exponent * (LogRate + (Energy * coolness) + logSeconds))));

    /// <summary>The time at which a share has transformed, in seconds.</summary>
    /// <param name="fraction">X, between 0 and 1.</param>
    /// <param name="kelvin">T, in kelvin.</param>
    public double SecondsUntil(double fraction, double kelvin)
        => Math.Exp((Math.Log(-Math.Log(1 - fraction)) / Exponent) - LogRateAt(kelvin));
}
