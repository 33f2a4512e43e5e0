using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Materials;

/// <summary>Simulated alloys: Q and n from the ranges of published amorphous alloys that crystallize near 760 K, and a rate there with
/// which they do so within minutes or hours.</summary>
/// <remarks>
/// <para>Q uniform from 250 to 490 kJ/mol, n log-uniform from 1.5 to 4.7, the rate at 760 K log-uniform from once an hour to once a minute.
/// k0 follows; its logarithm runs from 31 to 73, and goes with Q as it does in the literature.</para>
/// <para>Published, each of one alloy: Ti40Zr10Cu34Pd14Sn2, Q 253 kJ/mol (M. Calin et al.); Fe80Si4B16, first step 325 to 487 kJ/mol at 755
/// to 794 K with n 2.5 to 1.5, second step 340 kJ/mol with n 4 (E. Illekova, Thermochimica Acta 280, 1996, 289); Cu38Zr46Ag8Al8, 451
/// kJ/mol, n 4.10 to 4.74 (J. Cui et al., J. Non-Cryst. Solids 404, 2014, 7); Cu46Zr45Al7Y2, 484 kJ/mol, n 2.4 to 2.8 (J. C. Qiao and J. M.
/// Pelletier, J. Non-Cryst. Solids 357, 2011, 2590). That they are drawn evenly and independently from these ranges is ours.</para>
/// </remarks>
internal static class AlloyPopulation
{
    /// <summary>The least and the greatest Q, in kJ/mol.</summary>
    public static (double Least, double Greatest) ActivationEnergy { get; } = (250, 490);

    /// <summary>The least and the greatest n.</summary>
    public static (double Least, double Greatest) Exponent { get; } = (1.5, 4.7);

    /// <summary>The least and the greatest k at 760 K, in 1/s.</summary>
    public static (double Least, double Greatest) Rate { get; } = (1.0 / 3600, 1.0 / 60);

    /// <summary>The ranges in words.</summary>
    public static string Description => FormattableString.Invariant(
        $"alloys Q {ActivationEnergy.Least} to {ActivationEnergy.Greatest} kJ/mol, n {Exponent.Least} to {Exponent.Greatest}, k at ") +
        FormattableString.Invariant($"{Alloy.Reference} K 1/{1 / Rate.Least:0} to 1/{1 / Rate.Greatest:0} per s");

    /// <summary>Draws an alloy.</summary>
    /// <param name="random">From what.</param>
    public static Alloy Draw(RandomStream random) => new(
        random.NextUniform(Math.Log(Rate.Least), Math.Log(Rate.Greatest)),
        random.NextUniform(ActivationEnergy.Least, ActivationEnergy.Greatest) / Alloy.EnergyUnit,
        random.NextUniform(Math.Log(Exponent.Least), Math.Log(Exponent.Greatest)));
}
