using AutogradMaml.Examples.Locomotion;

namespace AutogradMaml.Examples.Tests.Locomotion;

/// <summary>Skips a test where the simulator is not installed.</summary>
internal static class RequiresMujoco
{
    public static void OrSkip() => Assert.SkipWhen(Mujoco.WhyMissing() is not null, Mujoco.WhyMissing() ?? string.Empty);
}
