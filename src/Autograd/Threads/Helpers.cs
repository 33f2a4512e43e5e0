namespace AutogradMaml.Autograd;

/// <summary>Who helps with an operation, and the scratch memory of the helpers.</summary>
/// <param name="Team">The team, or null for one thread.</param>
/// <param name="Scratch">The first helper's scratch memory.</param>
/// <param name="ScratchStep">The bytes from one helper's scratch memory to the next one's.</param>
internal readonly record struct Helpers(ThreadTeam? Team, nint Scratch, nint ScratchStep);
